# Python: 3.13
"""Command-line modules that work on files: the files are made first, then each module runs as by `python -m`."""

import io
import os
import runpy
import sys
import tempfile
from contextlib import redirect_stderr


def module(name, *words):
    sys.argv = [name, *words]
    complaints = io.StringIO()
    status = 0
    with redirect_stderr(complaints):
        try:
            runpy.run_module(name, run_name="__main__", alter_sys=True)
        except SystemExit as exc:
            status = exc.code or 0
    print(f"-- {name} {' '.join(words)}: {status} {complaints.getvalue().strip()}", flush=True)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("data.json", "w") as file:
        file.write('{"name": "Ada", "tags": [1, 2]}')
    with open("good.py", "w") as file:
        file.write("for i in range(2):\n    print('round', i)\n")
    os.utime("data.json", (10**9, 10**9))
    os.utime("good.py", (10**9, 10**9))
    module("json.tool", "--compact", "data.json", "short.json")
    print(open("short.json").read(), end="")
    module("zipfile", "-c", "pack.zip", "data.json", "good.py")
    module("zipfile", "-l", "pack.zip")
    module("zipfile", "-t", "pack.zip")
    module("zipfile", "-e", "pack.zip", "out")
    module("tarfile", "-c", "pack.tar.gz", "good.py")
    module("tarfile", "-l", "pack.tar.gz")
    module("gzip", "data.json")
    module("gzip", "-d", "data.json.gz")
    module("py_compile", "good.py")
    module("compileall", "-q", "out")
    module("tabnanny", "-v", "good.py")
    module("trace", "--trace", "good.py")
    module("doctest", "good.py")
    module("tokenize", "-e", "out/good.py")
    module("pyclbr", "good.py")
    print(sorted(os.listdir()), sorted(os.listdir("out")))
    os.chdir("/")
