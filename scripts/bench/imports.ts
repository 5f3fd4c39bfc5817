/** What imports cost inside the sandbox: with the memory image as it is, and as if it held no modules. */
import { run, SANDBOX } from "./command.ts";
import { figure, summarize } from "./statistics.ts";
import { line, table } from "./table.ts";

const ROUNDS = 3;
const SLOWEST = 15;

/** Modules that programs import, most used first within each kind. */
const MODULES = `
  sys os re json math time random datetime collections itertools functools operator string typing dataclasses
  enum abc contextlib copy io pathlib shutil tempfile glob fnmatch argparse logging traceback warnings inspect
  types weakref asyncio threading queue concurrent.futures subprocess signal socket ssl select multiprocessing
  decimal fractions statistics heapq bisect array struct hashlib hmac secrets uuid base64 binascii zlib gzip
  bz2 lzma zipfile tarfile csv configparser tomllib pickle sqlite3 xml.etree.ElementTree xml.dom.minidom html
  html.parser urllib.parse urllib.request http.client email email.message textwrap pprint difflib calendar
  zoneinfo locale unittest doctest timeit cProfile platform getpass ctypes ast dis tokenize graphlib numbers
`.trim().split(/\s+/);

/**
 * Times an import as a program's first line experiences it, and again after the interpreter has forgotten the image's
 * modules.
 */
const PROGRAM = `
import sys, time
from importlib import import_module
name = sys.argv[1]
began = time.perf_counter()
try:
    import_module(name)
except ImportError as error:
    print(error)
    sys.exit(3)
first = time.perf_counter() - began
core = {"sys", "builtins", "time", "zipimport", "importlib", "encodings", "codecs", "io", "abc", "os", "stat",
        "posixpath", "genericpath", "site", "__main__", "_frozen_importlib", "_frozen_importlib_external"}
for loaded in list(sys.modules):
    if loaded.partition(".")[0] not in core and loaded not in sys.builtin_module_names:
        del sys.modules[loaded]
for loaded in [part for part in core if part == name]:
    sys.modules.pop(loaded) if loaded not in ("sys", "builtins", "__main__") else None
began = time.perf_counter()
import_module(name)
print(first * 1000, (time.perf_counter() - began) * 1000)
sys.stdout.flush()
`;

interface Cost {
  readonly module: string;
  readonly firstMs: number;
  readonly withoutMs: number;
}

/** Prints the section. */
export async function imports(): Promise<void> {
  const costs: Cost[] = [];
  const missing: string[] = [];
  for (const module of MODULES) {
    const cost = await measure(module);
    if (cost === null) missing.push(module);
    else costs.push(cost);
  }
  line(
    `${MODULES.length} modules, the first import in a fresh sandbox each, n = ${ROUNDS}, medians`,
  );
  const show = (heading: string, sorted: readonly Cost[]) => {
    table([
      [heading, "first import ms", "without the image ms"],
      ...sorted.slice(0, SLOWEST).map(({ module, firstMs, withoutMs }) => [
        module,
        figure(firstMs),
        figure(withoutMs),
      ]),
    ]);
  };
  show("slowest as it is", [...costs].sort((a, b) => b.firstMs - a.firstMs));
  const saved = ({ withoutMs, firstMs }: Cost) => withoutMs - firstMs;
  show("most saved by the image", [...costs].sort((a, b) => saved(b) - saved(a)));
  if (missing.length > 0) line(`  not in this Python: ${missing.join(", ")}`);
}

/** Null if there is no such module. */
async function measure(module: string): Promise<Cost | null> {
  const [first, without]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout, code } = await run(SANDBOX, ["run", "-c", PROGRAM, module], {
      isExpected: (status) => status === 0 || status === 3,
    });
    if (code === 3) return null;
    const [firstMs, withoutMs] = stdout.trim().split(" ").map(Number) as [number, number];
    first.push(firstMs);
    without.push(withoutMs);
  }
  return { module, firstMs: summarize(first).median, withoutMs: summarize(without).median };
}
