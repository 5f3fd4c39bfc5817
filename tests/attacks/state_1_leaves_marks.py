# by: run|serve-stdio
# expect: status=ok exit=0
# stdout: "left\n"
# tries: leaves marks wherever a run could leave some: files, modules, variables, caches, type attributes, clocks, memory
# without: the next attack, which looks for them, finds some
# source: https://github.com/pydantic/pydantic-ai/issues/2332 (mcp-run-python: one file system for all runs)
import builtins
import json
import linecache
import os
import random
import sqlite3
import sys
import tempfile

MARK = "left-by-" + "another-run"
for folder in ["/tmp", "/home/sandbox", "/lib/python3.14/site-packages", "/dev/shm", os.getcwd(), tempfile.gettempdir()]:
    try:
        with open(f"{folder}/{MARK}.py", "w") as file:
            file.write(MARK)
    except PermissionError:
        # With packages, nobody can write where they are.
        assert folder.endswith("site-packages"), folder
os.environ["LEFT"] = MARK
builtins.left = MARK
json.left = MARK
sys.modules["left"] = json
sys.path.append(f"/{MARK}")
linecache.cache[MARK] = (1, None, [MARK], MARK)
sqlite3.connect("/home/sandbox/left.db").execute("CREATE TABLE left_table (mark)")
random.seed(1)
sys.setrecursionlimit(500)
sys.set_int_max_str_digits(700)
for path in ["/lib/python314.zip", "/lib/tzdata.zip"]:
    with open(path, "ab") as file:
        file.write(MARK.encode())
memory = [bytearray(MARK.encode() * 10_000) for _ in range(100)]
print("left")
