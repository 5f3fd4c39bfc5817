# expect: status=ok exit=0
# stdout: "js: ModuleNotFoundError\npyodide_js: ModuleNotFoundError\npyodide: ModuleNotFoundError\npyodide.ffi: ModuleNotFoundError\npyodide.code: ModuleNotFoundError\n_pyodide_core: ModuleNotFoundError\n_pyodide: ModuleNotFoundError\n"
# tries: imports of the bridges to JavaScript under each of their names
# without: a module of Pyodide's
# source: CVE-2025-68668 (n8n): https://github.com/n8n-io/n8n/pull/14356
# source: CVE-2026-24002 (Grist): https://nhimg.org/articles/grist-pyodide-sandbox-escape-shows-how-data-planes-fail/
# source: mcp-run-python: https://github.com/pydantic/pydantic-ai/issues/2332
def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


for name in ["js", "pyodide_js", "pyodide", "pyodide.ffi", "pyodide.code", "_pyodide_core", "_pyodide"]:
    attempt(name, lambda: __import__(name))
