/** Requests with a fresh interpreter: honest ones, and the attacks. */
import {
  ASKING_MEMBERS,
  type Attack,
  ATTACKS_FOLDER,
  readAttacks,
} from "../../../tests/attacks/read_attack.ts";
import type { Random } from "../../fuzz/random.ts";
import { type Answer, differences, type Exchange, shown } from "./exchange.ts";

/** A request, and the check of its answer. */
type Program = readonly [request: Answer, faults: Exchange["faults"]];

/** Options of `run` for which a request has a member. */
const MEMBERS: Readonly<Record<string, string>> = {
  "--timeout": "timeout",
  "--cpu": "cpu",
  "--max-heap": "maxHeap",
  "--max-output": "maxOutput",
};

const ok = (more: Answer) => (answer: Answer) =>
  differences(answer, { status: "ok", exitCode: 0, truncated: false, ...more });

const HONEST: Readonly<Record<string, (n: number) => Program>> = {
  value: (n) => [{ code: `${n} * 2` }, ok({ output: n * 2, stdout: "", stderr: "" })],
  error: (
    n,
  ) => [
    { code: `{}[${n}]` },
    (answer) => differences(answer, { status: "error", exitCode: 1, error: `KeyError: ${n}` }),
  ],
  exit: (
    n,
  ) => [
    { code: `import sys; sys.exit(${n % 200 + 1})` },
    (answer) => differences(answer, { status: "error", exitCode: n % 200 + 1 }),
  ],
  surroundings: (n) => [
    {
      code: "import os, sys\n[sys.argv[1:], os.environ['NAME'], sys.stdin.read()]",
      ...{ args: [`${n}`], env: { NAME: `${n}` }, stdin: `${n}\n` },
    },
    ok({ output: [[`${n}`], `${n}`, `${n}\n`] }),
  ],
  output: (n) => [
    { code: `print('${n} ' * 20_000)` },
    (answer) => answer.stdout === `${`${n} `.repeat(20_000)}\n` ? [] : [shown(answer)],
  ],
  marks: () => [
    {
      code:
        "import builtins, os\nfound = hasattr(builtins, 'left'), os.path.exists('/tmp/left')\n" +
        "builtins.left = open('/tmp/left', 'w')\nfound",
    },
    ok({ output: [false, false] }),
  ],
};

/** If it is streamed, an answer holds no output. */
const STREAMED: (n: number) => Program = (n) => [
  { code: `import sys\nfor n in range(3): print(${n} + n, flush=True)`, stream: true },
  (answer, streamed) => [
    ...differences(answer, { status: "ok", stdout: "", stderr: "" }),
    ...streamed === `${n}\n${n + 1}\n${n + 2}\n` ? [] : [`streamed ${JSON.stringify(streamed)}`],
  ],
];

const ATTACKS: readonly Attack[] = readAttacks().filter(({ args }) =>
  args.every((word, at) => word in MEMBERS || args[at - 1]! in MEMBERS)
);

/** A program: an attack once in three times. `n` distinguishes it from others. */
export function program(
  n: number,
  random: Random,
): Omit<Exchange, "id" | "line"> & { request: Answer } {
  if (random.oneIn(3)) return attacking(random.pick(ATTACKS));
  // Streamed output is identified by its id.
  if (random.oneIn(8)) return named("streamed", STREAMED(n));
  const [name, make] = random.pick(Object.entries(HONEST));
  return named(name, make(n));
}

function named(name: string, [request, faults]: Program) {
  return { name, request, faults };
}

function attacking(attack: Attack) {
  const { name, args, expected, asks } = attack;
  const code = Deno.readTextFileSync(new URL(`${name}.py`, ATTACKS_FOLDER));
  const limits = args.flatMap((word, at) => word in MEMBERS ? [[MEMBERS[word], args[at + 1]]] : []);
  const faults = (answer: Answer) => {
    const found = `status=${answer.status} exit=${answer.exitCode}`;
    const escaped = `${answer.stdout}${answer.stderr}`.includes("ESCAPED");
    return expected.includes(found) && !escaped
      ? []
      : [`expected ${expected.join(" or ")}; got ${shown(answer)}`];
  };
  const asked = asks === null ? {} : ASKING_MEMBERS[asks];
  const request = { code, ...asked, ...Object.fromEntries(limits) };
  return { name: `attack ${name}`, request, faults };
}
