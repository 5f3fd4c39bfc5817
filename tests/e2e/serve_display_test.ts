/** What programs of the server show: MIME bundles, as those who know Jupyter expect them. */
import { deepEqual, equal, match } from "node:assert/strict";
import { sharing } from "./sharing.ts";

type Bundle = Readonly<Record<string, unknown>>;

/** A matplotlib of which there is as much as a figure takes. */
const MATPLOTLIB = {
  "matplotlib/__init__.py": { text: "import os\nbackend = os.environ.get('MPLBACKEND')" },
  "matplotlib/figure.py": {
    text: `
class Figure:
    def __init__(self, number):
        self.number = number
    def savefig(self, file, *, format, bbox_inches):
        if self.number == 13:
            raise ValueError("it cannot be drawn")
        file.write(f"{format} {bbox_inches} {self.number}".encode())
    def __repr__(self):
        return f"<Figure {self.number}>"
`,
  },
  "matplotlib/pyplot.py": {
    text: `
from matplotlib.figure import Figure
_figures = {}
def figure(number=None):
    number = number or max(_figures, default=0) + 1
    return _figures.setdefault(number, Figure(number))
def get_fignums():
    return sorted(_figures)
def close(which):
    _figures.clear()
`,
  },
};

const png = (number: number) => ({
  "text/plain": `<Figure ${number}>`,
  "image/png": btoa(`png tight ${number}`),
});

const test = sharing("--workers", "1", "--spares", "1");

test("display shows objects as Jupyter does", async (server) => {
  const ask = (code: string, members: Record<string, unknown> = {}) =>
    server.ask({ code, display: true, ...members });
  /** What the program shows, which must end well and say nothing. */
  const shown = async (code: string, members: Record<string, unknown> = {}) => {
    const { status, error, stderr, display } = await ask(code, members);
    deepEqual([status, error, stderr], ["ok", undefined, ""]);
    return display as Bundle[];
  };
  const RICH = `
class Rich:
    def __repr__(self): return "Rich()"
    def _repr_html_(self): return "<b>\u00e9</b>"
    def _repr_markdown_(self): return "**b**"
    def _repr_svg_(self): return "<svg/>"
    def _repr_png_(self): return b"\\x89PNG"
    def _repr_pdf_(self): return b"%PDF"
    def _repr_jpeg_(self): return b"\\xff\\xd8", {"width": 5}
    def _repr_latex_(self): return "$b$"
    def _repr_json_(self): return {"b": [1, 2.0, 10 ** 20]}, {"expanded": True}
    def _repr_javascript_(self): return "b()"
`;
  const rich = {
    "text/plain": "Rich()",
    "text/html": "<b>\u00e9</b>",
    "text/markdown": "**b**",
    "image/svg+xml": "<svg/>",
    "image/png": "iVBORw==",
    "application/pdf": "JVBERg==",
    "image/jpeg": "/9g=",
    "text/latex": "$b$",
    "application/json": { b: [1, 2, 1e20] },
    "application/javascript": "b()",
  };
  const cases: [code: string, bundles: Bundle[]][] = [
    ["1", []],
    ["print('x')", []],
    ["display()", []],
    ["display('text', 5, None)", [
      { "text/plain": "'text'" },
      { "text/plain": "5" },
      { "text/plain": "None" },
    ]],
    [`${RICH}\ndisplay(Rich())`, [rich]],
    [`${RICH}\nRich()`, [rich]],
    [`${RICH}\ndisplay(1)\nRich()`, [{ "text/plain": "1" }, rich]],
    // A class has no representation of its instances.
    [`${RICH}\nRich`, []],
    [`${RICH}\ndisplay(Rich(), include=['text/html'])`, [{ "text/html": "<b>\u00e9</b>" }]],
    [
      `${RICH}\ndisplay(Rich(), include={'text/html', 'text/plain'}, exclude=['text/plain'], metadata={}, transient={})`,
      [{ "text/html": "<b>\u00e9</b>" }],
    ],
    [
      "display({'text/html': '<i>', 'image/png': 'iVBO\\nRw==\\n', 'image/gif': b'GIF'}, raw=True)",
      [
        { "text/html": "<i>", "image/png": "iVBORw==", "image/gif": "R0lG" },
      ],
    ],
    ["display({'application/vnd.x.v1+json': [None, {'\u00e9': '\u{1F600}'}]}, raw=True)", [
      { "application/vnd.x.v1+json": [null, { "\u00e9": "\u{1F600}" }] },
    ]],
    ["display({'text/plain': 'half: \\ud800'}, raw=True)", [{ "text/plain": "half: ?" }]],
    [
      "class A:\n  def _repr_mimebundle_(self, include, exclude): return {'text/html': 'm', 'text/plain': 'own'}, {}\n  def _repr_html_(self): 1 / 0\n  def _repr_latex_(self): return 'l'\nA()",
      [
        { "text/plain": "own", "text/html": "m", "text/latex": "l" },
      ],
    ],
    [
      "class A:\n  def _repr_html_(self): return None\n  def _repr_png_(self): raise NotImplementedError\n  def __repr__(self): return 'A'\nA()",
      [],
    ],
    ["class A:\n  def _ipython_display_(self): display('itself')\ndisplay(A())\nA()", [
      { "text/plain": "'itself'" },
      { "text/plain": "'itself'" },
    ]],
    // Some objects have every attribute that they are asked for.
    ["from unittest.mock import Mock\nMock(name='m')", []],
    ["class A:\n  def __getattr__(self, name): raise ValueError(name)\nA()", []],
    ["import sys\ndisplay(1)\nsys.exit(0)", [{ "text/plain": "1" }]],
    ["def f():\n  display(2)\nimport asyncio\nasync def g():\n  f()\nawait g()", [{
      "text/plain": "2",
    }]],
    ["import os; os.environ['MPLBACKEND']", []],
    ["display('x' * 100_000)", [{ "text/plain": `'${"x".repeat(65_535)}` }]],
  ];
  for (const [code, bundles] of cases) deepEqual(await shown(code), bundles, code);
  equal((await server.ask({ code: "import os; os.environ.get('MPLBACKEND')" })).output, null);
  equal(
    (await ask("import os; os.environ['MPLBACKEND']", { env: { MPLBACKEND: "svg" } })).output,
    "svg",
  );
});

test("what cannot be shown is left out and told, and the text stays", async (server) => {
  const ask = (code: string) => server.ask({ code, display: true });
  const failing = await ask(
    "class A:\n  def __repr__(self): return 'A'\n  def _repr_html_(self): return 1 / 0\n" +
      "  def _repr_png_(self): return '!'\n  def _repr_json_(self): return [float('nan')]\n" +
      "  def _repr_svg_(self): return b'<svg/>'\n  def _repr_latex_(self): return 'l'\nA()",
  );
  deepEqual(failing.display, [{ "text/plain": "A", "text/latex": "l" }]);
  equal(
    failing.stderr,
    'Traceback (most recent call last):\n  File "<string>", line 3, in _repr_html_\n' +
      "    def _repr_html_(self): return 1 / 0\n                                  ~~^~~\n" +
      "ZeroDivisionError: division by zero\n" +
      "display: image/svg+xml is left out: expected a text; got bytes\n" +
      "display: image/png is left out: expected bytes, or a text in base64\n" +
      "display: application/json is left out: Out of range float values are not JSON compliant: nan\n",
  );
  equal(failing.status, "ok");
  const cases: [code: string, stderr: string, bundles: Bundle[]][] = [
    [
      "display({'text/html; charset=utf-8': 'a', 5: 'b', 'text/html': 5, 'text/x': None}, raw=True)",
      "display: text/html; charset=utf-8 is left out: it is no MIME type\n" +
      "display: int is left out: it is no MIME type\n" +
      "display: text/html is left out: expected a text; got int\n",
      [],
    ],
    [
      "x = []\nx.append(x)\ndisplay({'application/json': x, 'text/plain': 'x'}, raw=True)",
      "display: application/json is left out: it is nested deeper than 100 levels\n",
      [{ "text/plain": "x" }],
    ],
    [
      "display({'text/html': 'x' * 2 ** 23}, raw=True)",
      "display: an object is left out: it takes more than 8 MiB\n",
      [],
    ],
    ["display({f'a/{n}': '' for n in range(65)}, raw=True); 1", "", [
      Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`a/${at}`, ""])),
    ]],
  ];
  for (const [code, stderr, bundles] of cases) {
    const { display, stderr: said } = await ask(code);
    deepEqual([display, said], [bundles, stderr], code);
  }
  const errors: [code: string, error: string][] = [
    [
      "display(1, display_id=True)",
      "NotImplementedError: display: expected no display_id and no clear: what was shown stays as it is",
    ],
    ["display([1], raw=True)", "TypeError: display: expected a dictionary of MIME types; got list"],
    [
      "for n in range(1001): display(n)",
      "RuntimeError: display: expected at most 1000 objects in one program",
    ],
    ["display(1)\n1 / 0", "ZeroDivisionError: division by zero"],
  ];
  for (const [code, error] of errors) equal((await ask(code)).error, error);
});

test("open figures of matplotlib are shown and closed, where a program has imported it", async (server) => {
  const ask = (code: string, members: Record<string, unknown> = {}) =>
    server.ask({ code, display: true, files: MATPLOTLIB, session: "s", ...members });
  const shown = async (code: string) => (await ask(code)).display;
  // The hook costs nobody an import.
  equal((await ask("import sys; 'matplotlib' in sys.modules")).output, false);
  deepEqual(await shown("import matplotlib.pyplot as plt\nplt.figure()\nplt.figure()\nprint(1)"), [
    png(1),
    png(2),
  ]);
  deepEqual((await ask("import matplotlib\nmatplotlib.backend, plt.get_fignums()")).output, [
    "agg",
    [],
  ]);
  // The last value, or what was shown by itself; and no figure twice for being the last value.
  deepEqual(await shown("plt.figure()\nplt.figure(7)"), [png(7), png(1)]);
  deepEqual(await shown("f = plt.figure(3)\nplt.close('all')\ndisplay(f)\nf"), [png(3), png(3)]);
  const failed = await ask("plt.figure(2)\n1 / 0");
  deepEqual([failed.status, failed.display], ["error", [png(2)]]);
  const undrawn = await ask("plt.figure(13)\nplt.figure(14)\n5");
  deepEqual([undrawn.status, undrawn.output, undrawn.display], ["ok", 5, []]);
  match(undrawn.stderr as string, /line 7, in savefig\n.*\nValueError: it cannot be drawn\n$/);
  // Where nobody has asked, they stay open.
  equal((await ask("plt.close('all'); plt.figure(); 1", { display: false })).output, 1);
  deepEqual(await shown("2"), [png(1)]);
});

test("display is there where somebody has asked for it, also in sessions", async (server) => {
  const ask = (code: string, display?: unknown) => server.ask({ code, session: "s", display });
  const missing = await ask("display(1)");
  deepEqual([missing.error, "display" in missing], [
    "NameError: name 'display' is not defined",
    false,
  ]);
  deepEqual((await ask("keep = display\ndisplay(1)", true)).display, [{ "text/plain": "1" }]);
  equal((await ask("display")).error, "NameError: name 'display' is not defined");
  equal(
    (await ask("keep(1)")).error,
    "RuntimeError: display: nobody has asked to see what this program shows",
  );
  equal(
    (await ask("open('/dev/display', 'w', buffering=1).write('{}\\n')")).error,
    "OSError: [Errno 29] I/O error",
  );
  deepEqual((await ask("keep(2)", true)).display, [{ "text/plain": "2" }]);
  // A name of the program's own is its own, and stays so.
  deepEqual((await ask("display = 5\ndisplay", true)).output, 5);
  deepEqual((await ask("display", true)).output, 5);
  equal((await ask("1", "yes")).error, "display: expected true or false; got 'yes'");
});

test("what is shown counts as output, and what came before a limit is kept", async (server) => {
  const flood = await server.ask({
    code: "for n in range(900): display('x' * 1000)",
    display: true,
    maxOutput: 100_000,
  });
  deepEqual([flood.status, flood.error, flood.truncated], [
    "output",
    "wrote more than 100000B (--max-output)",
    true,
  ]);
  const { outputBytes } = flood.stats as { outputBytes: number };
  equal(outputBytes, 100_000);
  // Each takes 1,020 bytes, and of the last one the end is missing.
  equal((flood.display as Bundle[]).length, 98);
  const killed = await server.ask({
    code:
      "display('before')\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass",
    display: true,
    timeout: "200ms",
  });
  deepEqual([killed.status, killed.display], ["timeout", [{ "text/plain": "'before'" }]]);
  const streamed = await server.ask({ code: "display(1)", display: true, stream: true });
  deepEqual(streamed.display, [{ "text/plain": "1" }]);
  equal((await server.ask({ code: "4 + 5" })).output, 9);
});
