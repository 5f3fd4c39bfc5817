# by: run|serve-stdio
# expect: status=ok exit=0
# stdout: "files: []\narchives: [] True\nvariables: [] False False False\ncaches: []\nlimits: 1000 4300\nmemory: 0\n"
# tries: looks for the marks that the attack before it left, in files, in variables and in all of memory
# without: one of them
# source: https://github.com/pydantic/pydantic-ai/issues/2332 (mcp-run-python: one file system for all runs)
import builtins
import ctypes
import json
import linecache
import os
import re
import sys

files = [f"{folder}/{name}" for folder, _, names in os.walk("/") for name in names]
print("files:", [path for path in files if "left" in path])
print("archives:", [path for path in sys.path if "another" in path], os.path.getsize("/lib/python314.zip") % 1 == 0)
print("variables:", sorted(set(os.environ) - {"HOME"}), hasattr(builtins, "left"), hasattr(json, "left"), "left" in sys.modules)
print("caches:", [name for name in linecache.cache if "another" in name])
print("limits:", sys.getrecursionlimit(), sys.get_int_max_str_digits())
heap = ctypes.string_at(1024, 30 * 1024 * 1024)
print("memory:", len(re.findall(rb"left-by-another-ru[n]", heap)))
