"""The standard library's tools for Python itself: doctest, trace, cProfile, tabnanny, py_compile, runpy, pdb's kin."""

import ast
import code
import compileall
import cProfile
import doctest
import importlib
import inspect
import io
import os
import pathlib
import pstats
import py_compile
import runpy
import sys
import tabnanny
import tempfile
import textwrap
import trace
import traceback
import types
import warnings
import zipfile
from contextlib import redirect_stdout


def double(x):
    """
    >>> double(4)
    8
    >>> double([1])
    [1, 1]
    >>> double(None)
    Traceback (most recent call last):
        ...
    TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'
    """
    return x * 2


def recurse(n):
    return 0 if n == 0 else recurse(n - 1)


print(doctest.testmod())
print(textwrap.dedent(inspect.getsource(double)).splitlines()[-1], inspect.signature(py_compile.compile))
profile = cProfile.Profile()
profile.runcall(recurse, 10)
stats = pstats.Stats(profile)
print([(name, calls[:2]) for (_, _, name), calls in stats.stats.items() if name == "recurse"])
tracer = trace.Trace(count=True, trace=False)
tracer.runfunc(recurse, 5)
print(sorted(count for (file, _), count in tracer.results().counts.items() if file == __file__))
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "tool.py").write_text("VALUE = 6 * 7\nif __name__ == '__main__':\n    print('main', VALUE)\n")
    (folder / "tabs.py").write_text("if True:\n        x = 1\n\ty = 2\n")
    (folder / "bad.py").write_text("def broken(:\n")
    compiled = py_compile.compile(folder / "tool.py", cfile=folder / "tool.pyc", doraise=True)
    print(runpy.run_path(compiled)["VALUE"], runpy.run_path(str(folder / "tool.py"), run_name="__main__")["VALUE"])
    out = io.StringIO()
    with redirect_stdout(out):
        tabnanny.check(str(folder / "tabs.py"))
    print(out.getvalue().split()[1])
    with redirect_stdout(io.StringIO()):
        print(compileall.compile_file(folder / "tool.py", quiet=2), compileall.compile_file(folder / "bad.py", quiet=2), file=sys.stderr)
    sys.path.insert(0, name)
    tool = importlib.import_module("tool")
    (folder / "tool.py").write_text("VALUE = 'reloaded'\n")
    os.utime(folder / "tool.py", (10**9, 10**9))
    print(tool.VALUE, importlib.reload(tool).VALUE)
    with zipfile.ZipFile(folder / "pack.zip", "w") as archive:
        archive.writestr("zipped/__init__.py", "from .inner import NAME\n")
        archive.writestr("zipped/inner.py", "NAME = __name__\n")
        archive.writestr("__main__.py", "import zipped\nprint('zip main', zipped.NAME)\n")
    runpy.run_path(str(folder / "pack.zip"), run_name="__main__")
tree = ast.parse("total = sum(x * 2 for x in items if x > 0)")
print(ast.unparse(ast.fix_missing_locations(tree)), [type(n).__name__ for n in ast.walk(tree)][:6], ast.literal_eval("{'a': (1, -2.5)}"))
console = code.InteractiveConsole()
for line in ("a = 5", "for i in range(2):", "    print(i, a)", "", "a + 1"):
    more = console.push(line)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("old", DeprecationWarning)
    print(caught[0].category.__name__, caught[0].message, caught[0].lineno)
module = types.ModuleType("made")
exec("def f():\n    return __name__", module.__dict__)
print(module.f(), sys.getrecursionlimit(), sys.maxunicode, sys.byteorder, sys.flags.optimize)
try:
    try:
        {}["k"]
    except KeyError as exc:
        exc.add_note("a note")
        raise RuntimeError("outer") from exc
except RuntimeError as exc:
    print("".join(traceback.format_exception_only(exc.__cause__)), traceback.extract_tb(exc.__traceback__)[0].lineno, sep="")
