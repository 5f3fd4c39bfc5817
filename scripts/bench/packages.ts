/**
 * Programs with packages: from a cold process to its end, beside hello world and Pyodide as a newcomer would use it, and in a server. Wheels
 * are in the folders that PYSANDBOX_WHEELS names; what is not there is left out, and said.
 */
import { fileURLToPath } from "node:url";
import { lacksWheel, pathAtHand, WHEEL_FOLDERS } from "../../tests/packages/wheels_at_hand.ts";
import { temporaryFolder } from "./bare_executable.ts";
import { CannotMeasure } from "./cannot_measure.ts";
import { type CommandLine, run, SANDBOX } from "./command.ts";
import { denoScript } from "./hello.ts";
import { servedPackage } from "./packages_served.ts";
import { figure, interleave, range, type Variant } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 7;

/** A program with a package. */
interface Measured {
  readonly code: string;
  /** What it prints. */
  readonly expected: string;
  /** Warms it up. */
  readonly warm: string;
  /** The most that it may take, warmed up, as a multiple of hello world. */
  readonly most?: number;
}

const PROGRAMS: Readonly<Record<string, Measured>> = {
  numpy: {
    code: "import numpy; print(numpy.arange(10).sum())",
    expected: "45\n",
    warm: "import numpy\nnumpy.arange(10).sum()\n",
    most: 1.3,
  },
  pydantic: {
    code: "from pydantic import BaseModel\nclass M(BaseModel):\n    x: int\nprint(M(x='3').x)",
    expected: "3\n",
    warm: "from pydantic import BaseModel\nclass Warm(BaseModel):\n    x: int\nWarm(x='3')\n",
    most: 1.6,
  },
  msgspec: {
    code: "import msgspec; print(msgspec.json.decode(b'[1]'))",
    expected: "[1]\n",
    warm: "import msgspec\nmsgspec.json.decode(b'[1]')\n",
  },
  sympy: {
    code: "import sympy; x = sympy.Symbol('x'); print(sympy.diff(x**2, x))",
    expected: "2*x\n",
    warm: "import sympy\nsympy.diff(sympy.Symbol('x') ** 2)\n",
  },
};

/** The most that an environment may take that is not used, as a multiple of hello world without one. */
const MOST_UNUSED = 1.1;

const HELLO = { code: "print('hello')", expected: "hello\n" };
const [PLAIN, UNUSED, WARMED] = ["hello world", "hello world, package not used", "warmed up"];

/**
 * Prints the section.
 *
 * @throws {CannotMeasure} at its end, if some wheels were not there.
 */
export async function packages(): Promise<void> {
  if (WHEEL_FOLDERS.length === 0) {
    throw new CannotMeasure("PYSANDBOX_WHEELS names no folders with wheels");
  }
  await using folder = await temporaryFolder();
  const missing = Object.keys(PROGRAMS).filter((name) => lacksWheel(name) !== null);
  const there = Object.entries(PROGRAMS).filter(([name]) => !missing.includes(name));
  for (const [name, program] of there) {
    const linked = await build(name, fileURLToPath(new URL(`${name}.env`, folder.url)), null);
    const warmed = await build(
      ...[name, fileURLToPath(new URL(`${name}-warm.env`, folder.url))] as const,
      program.warm,
    );
    await cold(name, program, linked, warmed);
    if (name === "numpy") await servedPackage(warmed);
  }
  if (missing.length > 0) throw new CannotMeasure(`no wheels of ${missing.join(", ")}`);
}

/** Cold processes, in turn. */
async function cold(name: string, program: Measured, linked: string, warmed: string) {
  const naive = denoScript("naive Pyodide", "naive_packages.ts", ["-A"]);
  const wheels = await wheelsOf(linked);
  const found = await interleave([
    printing(PLAIN!, HELLO, SANDBOX, ["run", "-c", HELLO.code]),
    printing(UNUSED!, HELLO, SANDBOX, ["run", "-p", linked, "-c", HELLO.code]),
    printing("naive Pyodide", program, naive, [program.code, ...wheels]),
    printing("linked", program, SANDBOX, ["run", "-p", linked, "-c", program.code]),
    printing(WARMED!, program, SANDBOX, ["run", "-p", warmed, "-c", program.code]),
  ], ROUNDS);
  const times = (variant: string) => found.get(variant)!.median / found.get(PLAIN!)!.median;
  line(`${name}, a cold process each time, n = ${ROUNDS}, in turn`);
  table([
    ["", "median ms", "min-max ms", "to hello world"],
    ...[...found].map(([variant, summary]) => [
      ...[variant, figure(summary.median), range(summary), `${figure(times(variant))}x`],
    ]),
  ]);
  const judge = (what: string, variant: string, most: number) => {
    const text = `${figure(times(variant))} times`;
    target(`${what}: at most ${most} times as long as hello world`, text, times(variant) <= most);
  };
  judge(`${name} not used`, UNUSED!, MOST_UNUSED);
  if (program.most !== undefined) judge(`${name} warmed up`, WARMED!, program.most);
}

function printing(
  name: string,
  { expected }: Pick<Measured, "expected">,
  command: CommandLine,
  args: readonly string[],
): Variant {
  return {
    name,
    sample: async () => {
      const { stdout, milliseconds } = await run(command, args);
      if (stdout !== expected) throw new Error(`${name} printed '${stdout}'`);
      return milliseconds;
    },
  };
}

/** Makes an environment. @returns its path. */
async function build(name: string, output: string, warm: string | null): Promise<string> {
  const words = WHEEL_FOLDERS.flatMap((path) => ["--wheels", path]);
  if (warm !== null) {
    await Deno.writeTextFile(`${output}.py`, warm);
    words.push("--warm", `${output}.py`);
  }
  await run(SANDBOX, ["packages", "build", ...words, "-o", output, name]);
  return output;
}

/** The paths of the wheels that an environment was made of. */
async function wheelsOf(environment: string): Promise<string[]> {
  const { stdout } = await run(SANDBOX, ["packages", "show", environment]);
  return (stdout.match(/^ {2}\S+\.whl$/gm) ?? []).map((line) => pathAtHand(line.trim()));
}
