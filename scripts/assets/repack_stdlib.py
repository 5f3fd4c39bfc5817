"""Writes the standard library's archive anew, with compiled code beside the sources: importing a module from source
takes up to fifty times as long. Modules of the image need none. `MODULES`, `ARCHIVE` and `CHANGES` are set before it runs:
the last has modules of the sandbox's own (`package.module.py`) and what is added to others (`package.module.tail.py`)."""

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


TAIL = ".tail.py"
tails = {name.removesuffix(TAIL).replace(".", "/") + ".py": text for name, text in CHANGES.items() if name.endswith(TAIL)}
own = {
    name.removesuffix(".py").replace(".", "/") + ".py": text.encode()
    for name, text in CHANGES.items()
    if not name.endswith(TAIL)
}


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


with zipfile.ZipFile(ARCHIVE) as old, zipfile.ZipFile("/stdlib.zip", "w", zipfile.ZIP_DEFLATED) as new:
    sources = {
        info.filename: old.read(info)
        for info in old.infolist()
        if not info.is_dir() and not info.filename.startswith(LEFT_OUT)
    }
    for name, tail in tails.items():
        sources[name] += tail.encode()
    for name, source in (sources | own).items():
        # One time for all entries: the same inputs give the same archive.
        new.writestr(zipfile.ZipInfo(name), source, zipfile.ZIP_DEFLATED)
        if not name.endswith(".py") or module_name(name) in in_image:
            continue
        code = compile(source, f"{ARCHIVE}/{name}", "exec", dont_inherit=True)
        hashed = bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False)
        new.writestr(zipfile.ZipInfo(name + "c"), bytes(hashed), zipfile.ZIP_DEFLATED)
