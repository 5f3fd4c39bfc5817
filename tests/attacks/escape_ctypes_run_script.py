# expect: status=ok exit=0
# stdout: "emscripten_run_script: AttributeError\nemscripten_run_script_int: AttributeError\nemscripten_run_script_string: AttributeError\nemscripten_async_run_script: AttributeError\nrun_js: AttributeError\ndlsym: AttributeError\nemscripten_dlopen: AttributeError\n"
# tries: asks the dynamic linker for Emscripten's functions that run JavaScript source
# without: one of the functions, which then runs JavaScript
# source: CVE-2026-24002 (Grist): https://nhimg.org/articles/grist-pyodide-sandbox-escape-shows-how-data-planes-fail/
import ctypes

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


library = ctypes.CDLL(None)
for name in ["emscripten_run_script", "emscripten_run_script_int", "emscripten_run_script_string",
             "emscripten_async_run_script", "run_js", "dlsym", "emscripten_dlopen"]:
    attempt(name, lambda: library[name])
