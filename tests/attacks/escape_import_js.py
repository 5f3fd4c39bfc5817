# expect: status=ok exit=0
# stdout: "js: ModuleNotFoundError\npyodide_js: ModuleNotFoundError\npyodide: ModuleNotFoundError\npyodide.ffi: ModuleNotFoundError\npyodide.code: ModuleNotFoundError\n_pyodide_core: ModuleNotFoundError\n_pyodide: ModuleNotFoundError\n"
# tries: imports of the bridges to JavaScript under each of their names
# source: n8n CVE-2025-68668, Grist CVE-2026-24002, mcp-run-python
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
