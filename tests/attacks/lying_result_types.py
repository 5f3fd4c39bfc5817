# expect: status=ok exit=0
# stdout: "before\n"
# tries: a result that pretends to be JSON: subclasses, cycles, not-a-number, huge numbers
# without: a report that is no JSON
# source: own
class Text(str):
    def __repr__(self) -> str:
        return "FORGED " * 100_000


cycle: list = []
cycle.append(cycle)
print("before")
[Text("a"), cycle, float("nan"), 10**4000, {1: 2, "1": 3}, "\ud800"]
