# expect: status=ok exit=0
# stdout: "['HOME']\n[b'HOME']\n{'HOME': '/home/sandbox'}\nof the host: []\n"
# tries: looks for the host's environment: in os.environ, in what a child would get, and in all of memory, where C keeps its own
# without: a variable of the host
# source: https://github.com/microsoft/thinkingbox-data/pull/22 (76 variables of the host were readable)
import ctypes
import os
import posix
import re

print(sorted(os.environ))
print(sorted(posix.environ))
print(dict(os.environ))
# The patterns do not match themselves.
HOSTS = rb"PYSANDBOX_TEST_SECRE[T]=|SHELL=[/]|PATH=[/]\w|USER=(?!web_use[r]\0)\w|SSH_\w+=[/\d]|DENO_\w+=[\w/]|HOME=/(?!home/sandbo[x])\w"
heap = ctypes.string_at(1024, 30 * 1024 * 1024)
print("of the host:", [found for found in re.findall(rb"(?<=\0)(?:" + HOSTS + rb").{,40}", heap)])
