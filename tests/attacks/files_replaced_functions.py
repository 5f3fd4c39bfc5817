# expect: status=ok exit=0
# asks: files
# files: ["real"]
# tries: puts functions that lie in the place of all that list, open and look at files, pysandbox's own as well
# without: a list of files that are not there
# source: own
import builtins
import gc
import os
import types

with open("real", "w") as file:
    file.write("real")
gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
lie = lambda *args, **kwargs: ["../../outside", "/etc/passwd"]
for names in gc.get_objects():
    if type(names) is dict and str(names.get("__name__", "")) in ("os", "posix", "os.path", "posixpath", "io"):
        for name in ("listdir", "scandir", "walk", "stat", "lstat", "open", "readlink"):
            if name in names:
                names[name] = lie
for module in gc.get_objects():
    if type(module) is types.ModuleType and module.__name__.startswith("_pysandbox."):
        for name, value in list(vars(module).items()):
            if isinstance(value, types.FunctionType) and name in ("_write_script", "show_figures", "keep"):
                setattr(module, name, lie)
