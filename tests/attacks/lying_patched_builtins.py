# expect: status=error exit=1
# stdout: "before\n"
# tries: replaces built-in functions that the end of a run uses
# without: a success
# source: own
import builtins

print("before")
for name in ["isinstance", "getattr", "len", "type", "str", "repr", "set", "list", "id", "print", "hasattr"]:
    setattr(builtins, name, lambda *args, **options: 1 / 0)
raise ValueError("the real end")
