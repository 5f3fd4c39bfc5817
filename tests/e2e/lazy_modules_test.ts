/** Code that few programs call is loaded when one does: behind all walls, whatever else the program has done. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";

/** Calls what is not in Python's main module. */
const ASK = `def ask():
    import decimal, sqlite3
    text = '\\u65e5'.encode('euc_jp'), '\\u65e5'.encode('gb18030')
    number = decimal.Decimal(2).ln(decimal.Context(prec=5))
    return text, number, sqlite3.connect(':memory:').execute('select avg(1)').fetchone()
`;
const SAID = "((b'\\xc6\\xfc', b'\\xc8\\xd5'), Decimal('0.69315'), (1.0,))\n";

const FILL_MEMORY = `held = []
try:
    while True: held.append(bytearray(100_000))
except MemoryError:
    del held[-40:]
print(ask())`;

const FILL_STACK = `def deep():
    try:
        return deep()
    except RecursionError:
        return ask()
print(deep())`;

const CASES: [string, string, readonly string[]][] = [
  ["a program that has just begun", "print(ask())", []],
  ["one that has filled its memory", FILL_MEMORY, ["--max-heap", "48MiB"]],
  ["one that has run out of stack", FILL_STACK, []],
  ["one without the kernel's walls", "print(ask())", ["--walls", "off"]],
];

for (const [who, program, options] of CASES) {
  Deno.test(`${who} can call code that few programs call`, async () => {
    const finished = await pysandbox(["run", ...options, "-c", `${ASK}${program}`]);
    const { code, stdout, stderr } = finished;
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: SAID, stderr: "" });
  });
}
