"""Writes the archive of the resolver: compiled code of the wheels that it is made of, and its own. `WHEELS` and `SOURCES` are set
before it runs: paths of archives, and sources by their paths."""

import importlib.util
import importlib._bootstrap_external as bootstrap
import zipfile

sources = dict(SOURCES)
for wheel in WHEELS:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                sources[name] = archive.read(name).decode()

with zipfile.ZipFile("/resolver.pyz", "w", zipfile.ZIP_DEFLATED) as new:
    for name, source in sorted(sources.items()):
        code = compile(source, name, "exec", dont_inherit=True)
        hashed = bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source.encode()), False)
        # One time for all entries: the same inputs give the same archive.
        new.writestr(zipfile.ZipInfo(name + "c"), bytes(hashed), zipfile.ZIP_DEFLATED)
