# Gives a native Python what pysandbox has: the standard library without packages, and no variables of the runner.
import os
import sys

sys.path[:] = [
    path
    for path in sys.path
    if "site-packages" not in path
    and "dist-packages" not in path
    and path != os.path.dirname(__file__)
]
for _name in ("PYTHONPATH", "PYTHONHASHSEED", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE", "TZ"):
    os.environ.pop(_name, None)
del _name, os, sys
