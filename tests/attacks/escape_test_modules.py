# expect: status=ok exit=0
# stdout: "imported: []\nlisted: []\nfound: []\ncreated: []\n"
# tries: imports what CPython has for its own tests, which reads and writes memory and calls anything
# without: `_testcapi` and its kin
# source: own
import _imp
import importlib
import importlib.machinery
import importlib.util
import sys

NAMES = ["_testcapi", "_testinternalcapi", "_testlimitedcapi", "_testclinic", "_testclinic_limited", "_testbuffer",
         "_testmultiphase", "_testsinglephase", "_testimportmultiple", "_xxtestfuzz", "xxsubtype", "xxlimited", "_remote_debugging"]


def imports(name):
    try:
        importlib.import_module(name)
        return True
    except ImportError:
        return False


def creates(name):
    try:
        spec = importlib.machinery.ModuleSpec(name, importlib.machinery.BuiltinImporter, origin="built-in")
        return _imp.create_builtin(spec) is not None
    except ImportError:
        return False


print("imported:", [name for name in NAMES if imports(name)])
print("listed:", [name for name in NAMES if name in sys.builtin_module_names])
print("found:", [name for name in NAMES if importlib.util.find_spec(name)])
print("created:", [name for name in NAMES if creates(name)])
