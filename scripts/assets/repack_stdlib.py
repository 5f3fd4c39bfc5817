"""Writes the standard library's archive anew, with compiled code beside the sources: importing a module from source
takes up to fifty times as long. Modules of the image need none. `MODULES` and `ARCHIVE` are set before it runs."""

import importlib
import importlib.util
import importlib._bootstrap_external as bootstrap
import sys
import zipfile

# Works only with Pyodide's bridge to JavaScript.
LEFT_OUT = ("pyodide/", "_pyodide/")

for name in MODULES:
    importlib.import_module(name)
in_image = {module.__name__ for module in list(sys.modules.values()) if module}


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


with zipfile.ZipFile(ARCHIVE) as old, zipfile.ZipFile("/stdlib.zip", "w", zipfile.ZIP_DEFLATED) as new:
    for info in old.infolist():
        if info.is_dir() or info.filename.startswith(LEFT_OUT):
            continue
        source = old.read(info)
        # One time for all entries: the same inputs give the same archive.
        new.writestr(zipfile.ZipInfo(info.filename), source, zipfile.ZIP_DEFLATED)
        if not info.filename.endswith(".py") or module_name(info.filename) in in_image:
            continue
        code = compile(source, f"{ARCHIVE}/{info.filename}", "exec", dont_inherit=True)
        hashed = bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False)
        new.writestr(zipfile.ZipInfo(info.filename + "c"), bytes(hashed), zipfile.ZIP_DEFLATED)
