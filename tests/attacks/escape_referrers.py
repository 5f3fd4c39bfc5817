# expect: status=ok exit=0
# stdout: "walked True\nof JavaScript: []\nwho holds the entry: ['dict']\n"
# tries: asks the collector who holds what: from the request's own texts to whoever read them, and from the modules of the
# tries: sandbox to whatever refers to them
# without: an object of another kind than these, such as a proxy of JavaScript
# source: own
import gc
import sys

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
entry = own["main"]
kinds = set()
pending, seen = [entry, own], set()
while pending and len(seen) < 20_000:
    found = pending.pop()
    if id(found) in seen:
        continue
    seen.add(id(found))
    kind = type(found)
    kinds.add(f"{kind.__module__}.{kind.__qualname__}")
    pending += [other for other in gc.get_referents(found) if not isinstance(other, type(sys))]
print("walked", len(seen) > 500)
print("of JavaScript:", sorted(k for k in kinds if "js" in k.lower() and "json" not in k.lower()))
print("who holds the entry:", sorted({type(holder).__name__ for holder in gc.get_referrers(entry)}))
