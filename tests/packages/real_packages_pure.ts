/** Real packages of Python alone. */
import { byPytest, type RealPackage } from "./real_packages.ts";

/** See `real_packages.ts`. */
export const PURE_PACKAGES: readonly RealPackage[] = [
  {
    project: "sympy",
    warm: "from sympy import *\nx = Symbol('x')\nintegrate(x, x)",
    check: `
from sympy import Symbol, diff, factor, integrate, simplify, sin, solve
x = Symbol("x")
print(diff(sin(x) * x, x), integrate(x**2, x), solve(x**2 - 2), factor(x**2 - 1), simplify(sin(x)**2 - 1))
`,
    expected: "x*cos(x) + sin(x) x**3/3 [-sqrt(2), sqrt(2)] (x - 1)*(x + 1) -cos(x)**2\n",
    own: {
      folder: null,
      needs: ["pytest", "hypothesis"],
      program: `
import os, pytest, sympy, sys
files = ("polys/tests/test_polyutils.py",)
folder = os.path.dirname(sympy.__file__)
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *(f"{folder}/{name}" for name in files)]))
`,
      says: /^\d+ passed/m,
    },
  },
  {
    project: "attrs",
    warm: "import attrs\n@attrs.define\nclass Warm:\n    x: int\nWarm(1)",
    check: `
import attrs
@attrs.define
class Point:
    x: int = attrs.field(validator=attrs.validators.instance_of(int))
print(Point(1), attrs.asdict(Point(2)))
try: Point("1")
except TypeError as error: print(error.args[0])
`,
    expected: "Point(x=1) {'x': 2}\n'x' must be <class 'int'> (got '1' that is a <class 'str'>).\n",
    own: byPytest("tests", [
      ...["test_slots.py", "test_validators.py", "test_next_gen.py", "test_functional.py"],
    ], { needs: ["hypothesis"] }),
  },
  {
    project: "rich",
    warm: "import rich.console, rich.table, rich.markdown",
    check: `
import io
from rich.console import Console
from rich.table import Table
table = Table("a", "b"); table.add_row("1", "2")
out = io.StringIO()
Console(file=out, width=20, color_system=None).print(table)
print(ascii(out.getvalue().splitlines()[:2]))
`,
    expected: String
      .raw`['\u250f\u2501\u2501\u2501\u2533\u2501\u2501\u2501\u2513', '\u2503 a \u2503 b \u2503']` +
      "\n",
  },
  {
    project: "packaging",
    warm: "import packaging.requirements",
    check: `
from packaging.requirements import Requirement
wanted = Requirement('a[b]>=1; python_version>"3"')
print(wanted, wanted.specifier.contains("2"))
`,
    expected: 'a[b]>=1; python_version > "3" True\n',
    own: byPytest("tests", ["test_requirements.py", "test_utils.py", "test_errors.py"]),
  },
  {
    project: "pyparsing",
    warm: "import pyparsing",
    check: `
import pyparsing as p
print((p.Word(p.alphas) + p.Suppress("=") + p.Word(p.nums)).parse_string("a = 12").as_list())
`,
    expected: "['a', '12']\n",
    own: byPytest("tests", ["test_simple_unit.py", "test_util.py"]),
  },
  {
    project: "networkx",
    warm: "import networkx",
    check: `
import networkx as nx
graph = nx.path_graph(5)
print(nx.shortest_path(graph, 0, 4), nx.diameter(graph), nx.is_connected(graph))
`,
    expected: "[0, 1, 2, 3, 4] 4 True\n",
    own: byPytest("networkx/classes/tests", [
      "test_graph.py",
      "test_digraph.py",
      "test_function.py",
    ]),
  },
  {
    project: "click",
    warm: "import click, click.testing",
    check: `
import click
from click.testing import CliRunner
@click.command()
@click.option("--name", default="x")
def hello(name): click.echo(f"hello {name}")
print(CliRunner().invoke(hello, ["--name", "me"]).output, end="")
`,
    expected: "hello me\n",
    own: byPytest("tests", [
      ...["test_basic.py", "test_options.py", "test_arguments.py", "test_commands.py"],
      "test_formatting.py",
    ]),
  },
  {
    project: "tabulate",
    warm: "import tabulate",
    check: "import tabulate\nprint(tabulate.tabulate([[1, 2]], headers=['a', 'b']))",
    expected: "  a    b\n---  ---\n  1    2\n",
    own: byPytest("test", [
      ...["test_api.py", "test_output.py", "test_input.py", "test_regression.py"],
    ]),
  },
  {
    project: "more-itertools",
    warm: "import more_itertools",
    check: "import more_itertools as m\nprint(list(m.chunked(range(5), 2)), m.first([3]))",
    expected: "[[0, 1], [2, 3], [4]] 3\n",
    own: byPytest("tests", ["test_recipes.py"]),
  },
  {
    project: "sortedcontainers",
    warm: "import sortedcontainers",
    check: `
from sortedcontainers import SortedDict, SortedList
print(SortedList([3, 1, 2]), SortedDict(b=1, a=2))
`,
    expected: "SortedList([1, 2, 3]) SortedDict({'a': 2, 'b': 1})\n",
  },
  {
    project: "python-dateutil",
    warm: "import dateutil.parser, dateutil.rrule, dateutil.tz",
    check: `
from dateutil.parser import parse
from dateutil.relativedelta import relativedelta
print(parse("3 Jan 2026 10:00") + relativedelta(months=1))
`,
    expected: "2026-02-03 10:00:00\n",
    own: byPytest("tests", ["test_easter.py", "test_relativedelta.py", "test_utils.py"], {
      needs: ["freezegun"],
    }),
  },
  {
    project: "tomlkit",
    warm: "import tomlkit",
    check: `
import tomlkit
document = tomlkit.parse("a = 1 # one\\n")
document["b"] = [1, 2]
print(tomlkit.dumps(document), end="")
`,
    expected: "a = 1 # one\nb = [1, 2]\n",
    own: byPytest("tests", ["test_api.py", "test_items.py", "test_toml_document.py"], {
      apart: {
        "test_items.py::test_float_is_not_a_sequence": "ctypes finds no C functions by name",
      },
    }),
  },
  {
    project: "idna",
    warm: "import idna",
    check: `
import idna
print(idna.encode("b\\u00fccher.example"), ascii(idna.decode("xn--bcher-kva")))
`,
    expected: "b'xn--bcher-kva.example' 'b\\xfccher'\n",
    own: byPytest("tests", [""], {
      needs: ["hypothesis"],
      apart: { "test_idna_cli.py": "some of it starts processes" },
    }),
  },
  {
    project: "cachetools",
    warm: "import cachetools",
    check: `
from cachetools import LRUCache
cache = LRUCache(2)
for key in "abac": cache[key] = key
print(sorted(cache))
`,
    expected: "['a', 'c']\n",
    own: byPytest("tests", ["test_lru.py", "test_cache.py", "test_cached.py"]),
  },
];
