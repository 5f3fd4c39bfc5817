/** Short programs of all the ways in which one can end, for forks by the thousand. */
import type { Random } from "../../fuzz/random.ts";
import { type Answer, differences, type Exchange, shown } from "./exchange.ts";
import { withId } from "./mix.ts";

/** A request, and the check of its answer. */
type Program = readonly [request: Answer, faults: (answer: Answer) => string[]];

const ok = (more: Answer) => (answer: Answer) =>
  differences(answer, { status: "ok", exitCode: 0, truncated: false, stderr: "", ...more });

const ends = (more: Answer) => (answer: Answer) => differences(answer, more);

/** Kinds, and how many of a hundred programs are of each. */
type Kinds = Readonly<
  Record<string, readonly [ofHundred: number, make: (n: number) => Program]>
>;

const KINDS: Kinds = {
  value: [36, (n) => [{ code: `${n} * 2` }, ok({ output: 2 * n, stdout: "" })]],
  prints: [
    12,
    (n) => [
      { code: `for k in range(300): print(${n}, k)` },
      ok({ stdout: Array.from({ length: 300 }, (_, k) => `${n} ${k}\n`).join("") }),
    ],
  ],
  computes: [8, (n) => [
    {
      code: "import hashlib, json, re\n" +
        "text = json.dumps([{'n': k, 's': str(k) * 3} for k in range(300)])\n" +
        `len(re.findall(r'\\d+', text)), len(hashlib.sha256(text.encode() * 20).hexdigest()), ${n}`,
    },
    ok({ output: [600, 64, n] }),
  ]],
  fails: [
    8,
    (n) => [
      { code: `{}[${n}]` },
      ends({ status: "error", exitCode: 1, error: `KeyError: ${n}` }),
    ],
  ],
  allocates: [
    8,
    (n) => [
      { code: `kept = [bytearray(200_000) for _ in range(100)]\nlen(kept) + ${n}` },
      ok({ output: 100 + n }),
    ],
  ],
  // What the engine has to collect, with none of its threads.
  litters: [
    8,
    (n) => [
      {
        code:
          "import os\nfor k in range(150):\n    with open(f'f{k % 7}', 'wb') as file: file.write(bytes(60_000))\n" +
          `sum(os.path.getsize(f) for f in os.listdir()) + ${n}`,
      },
      ok({ output: 7 * 60_000 + n }),
    ],
  ],
  reads: [
    6,
    (n) => [
      { code: "import sys\nsum(map(int, sys.stdin))", stdin: `${n}\n1\n2\n` },
      ok({ output: n + 3 }),
    ],
  ],
  recurses: [
    2,
    () => [
      { code: "def f(): f()\nf()" },
      (answer) => String(answer.error).startsWith("RecursionError: ") ? [] : [shown(answer)],
    ],
  ],
  hoards: [
    3,
    () => [
      { code: "x = bytearray(10**9)" },
      ends({ status: "memory", exitCode: 137 }),
    ],
  ],
  outlasts: [
    3,
    () => [
      { code: "while True: pass", timeout: "50ms" },
      ends({ status: "timeout", exitCode: 124 }),
    ],
  ],
};

/** Gives the exchanges for program `n`; what is random must not come twice of all that it gives. */
export function forkedPrograms(random: Random): (n: number) => Exchange[] {
  const drawn = new Set<string>();
  const isNew = (answer: Answer) => {
    const texts = answer.output as string[];
    if (answer.status !== "ok" || texts.some((text) => drawn.has(text))) return [shown(answer)];
    for (const text of texts) drawn.add(text);
    return [];
  };
  return (n) => {
    let at = random.below(100);
    for (const [name, [ofHundred, make]] of Object.entries(KINDS)) {
      at -= ofHundred;
      if (at >= 0) continue;
      const [request, faults] = make(n);
      return [withId(n, { name, request, faults })];
    }
    if (at < 3) {
      const code =
        "import os, random, secrets, uuid\n[os.urandom(8).hex(), repr(random.random()), secrets.token_hex(8), str(uuid.uuid4())]";
      return [withId(n, { name: "draws", request: { code }, faults: isNew })];
    }
    return cancelled(n);
  };
}

/** A program that never ends, and its cancel. */
function cancelled(n: number): Exchange[] {
  const cancel = withId(`${n} cancel`, {
    name: "cancel",
    request: { cancel: `${n}` },
    faults: (answer) => typeof answer.cancelled === "boolean" ? [] : [shown(answer)],
  });
  const faults = ends({ status: "cancelled", exitCode: 130, error: "cancelled" });
  return [withId(n, { name: "cancelled", request: { code: "while True: pass" }, faults }), cancel];
}
