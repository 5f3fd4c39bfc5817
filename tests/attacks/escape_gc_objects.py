# expect: status=ok exit=0
# stdout: "objects of JavaScript: []\ntypes: []\n"
# tries: searches all objects of the collector for one that comes from JavaScript
# without: an object of JavaScript, from which its global object can be reached
# source: CVE-2026-5752 (Terrarium): https://github.com/cohere-ai/cohere-terrarium/pull/14
# source: CVE-2025-9959 (smolagents): https://github.com/huggingface/smolagents/issues/2125
import gc
import types

gc.unfreeze()
names = set()
for found in gc.get_objects():
    kind = type(found)
    if "Js" in kind.__name__ or kind.__module__.partition(".")[0] in ("js", "pyodide", "_pyodide_core"):
        names.add(kind.__qualname__)
    if isinstance(found, types.ModuleType) and "pyodide" in found.__name__:
        names.add(found.__name__)
print("objects of JavaScript:", sorted(names))


def subclasses(kind: type):
    for child in type.__subclasses__(kind):
        yield child
        yield from subclasses(child)


print("types:", sorted({c.__name__ for c in subclasses(object) if "JsProxy" in c.__name__}))
