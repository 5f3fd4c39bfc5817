# expect: status=ok exit=0
# stdout: "refused system\nrefused _emscripten_system\nrefused popen\nrefused fork\nrefused vfork\nrefused execve\nrefused posix_spawn\nrefused emscripten_run_script\nrefused emscripten_run_script_int\n"
# tries: finds ctypes by a walk through the classes, and calls the C library's ways to start processes and open files
# without: Emscripten's system() under Node starts a shell of the host, and prints ESCAPED
# source: CVE-2026-24002 (Grist): https://nhimg.org/articles/grist-pyodide-sandbox-escape-shows-how-data-planes-fail/
# source: smolagents: https://github.com/huggingface/smolagents/issues/2094
# source: system() under Node: https://github.com/emscripten-core/emscripten/pull/10547
SUCCESS = 0


def attempt(name: str, *arguments) -> None:
    """Calls a function of the C library, which may be missing or say no."""
    try:
        status = library[name](*arguments)
    except (AttributeError, OSError):
        status = -1
    print("ESCAPED" if status == SUCCESS else "refused", name)


finder = next(c for c in object.__subclasses__() if c.__name__ == "catch_warnings")
ctypes = finder.__init__.__builtins__["__import__"]("ctypes")
library = ctypes.CDLL(None)
command = b"echo ESCAPED 1>&2; id"
attempt("system", command)
attempt("_emscripten_system", command)
attempt("popen", command, b"r")
attempt("fork")
attempt("vfork")
attempt("execve", b"/bin/sh", None, None)
attempt("posix_spawn", None, b"/bin/sh", None, None, None, None)
attempt("emscripten_run_script", b"console.log('ESCAPED')")
attempt("emscripten_run_script_int", b"console.log('ESCAPED'), 0")
