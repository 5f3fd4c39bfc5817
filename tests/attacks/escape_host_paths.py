# expect: status=ok exit=0
# says: /home/sandbox
# tries: looks for paths and names of the host in everything that Python knows of itself
# without: a path of the host: the folder of the test, or of the executable
# source: own
import os
import platform
import site
import sys
import sysconfig
import tempfile

found = {name: getattr(sys, name) for name in dir(sys) if not name.startswith("__")}
found.pop("modules")
print(repr(found))
print(os.getcwd(), os.path.expanduser("~"), tempfile.gettempdir(), os.uname(), os.getpid(), os.getppid())
print(sysconfig.get_paths(), platform.platform(), platform.node(), site.getsitepackages())
for module in list(sys.modules.values()):
    print(getattr(module, "__file__", None), getattr(module, "__spec__", None))
