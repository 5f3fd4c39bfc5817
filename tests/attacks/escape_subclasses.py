# expect: status=ok exit=0
# stdout: "Popen: OSError\nFileIO: FileNotFoundError\nFileLoader: FileNotFoundError\nBuiltinImporter: ImportError\nsystem: refused\nrun: OSError\nimport: ModuleNotFoundError\nof JavaScript: []\n"
# tries: walks from an empty tuple to every class there is, and on to those that read files, start processes and import
# without: the text of /etc/passwd, or what `id` prints
# source: CVE-2025-9959 and CVE-2025-5120 (smolagents): https://github.com/huggingface/smolagents/issues/2125
import subprocess  # Its class must be there to be found.

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

def subclasses(kind: type):
    for child in type.__subclasses__(kind):
        yield child
        yield from subclasses(child)


found = {kind.__name__: kind for kind in subclasses(().__class__.__base__)}
attempt("Popen", lambda: found["Popen"](["/bin/sh", "-c", "id"], stdout=-1).communicate())
attempt("FileIO", lambda: found["FileIO"]("/etc/passwd").read())
attempt("FileLoader", lambda: found["FileLoader"]("passwd", "/etc/passwd").get_data("/etc/passwd"))
attempt("BuiltinImporter", lambda: found["BuiltinImporter"].load_module("_pyodide_core"))
system = found["_wrap_close"].__init__.__globals__["system"]
print("system:", "ESCAPED" if system("id") == 0 else "refused")
run = found["Completed" + "Process"].__init__.__globals__["run"]
attempt("run", lambda: run(["id"], capture_output=True).stdout)
builtin = found["catch_warnings"].__init__.__builtins__
attempt("import", lambda: builtin["__import__"]("js").process)
print("of JavaScript:", sorted(name for name in found if name.startswith("Js")))
