/**
 * Attacks on host functions, by programs that have some: what they write past Python's half to the device of calls, and how they try to
 * gain time by calls. After each, an honest program calls a function as ever. Jails that lie are in `tests/host/`.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { runCalling, SEARCH } from "../e2e/called.ts";
import { QUIET_END, Served } from "../e2e/served.ts";

const server = new Served("--workers", "2", "--timeout", "20s");
await server.untilForking();

/** What the programs begin with: a call's bytes as they come to the host, and the device that takes them. */
const FORGE = `
import json, os, struct
device = os.open("/dev/calls", os.O_RDWR)
def forge(number, index=0, arguments='{"args":[],"kwargs":{}}', how=0):
    text = arguments if isinstance(arguments, bytes) else arguments.encode()
    return os.pwrite(device, struct.pack("<IB", number, index) + text, how)
def wait(number):
    return os.pread(device, 65536, number)
`;

const BROKE = "the sandbox broke its protocol and was killed:";

interface Attack {
  readonly name: string;
  readonly code: string;
  readonly members?: Readonly<Record<string, unknown>>;
  /** Status, and error or output. */
  readonly expected: readonly [status: string, said: unknown];
}

const ATTACKS: readonly Attack[] = [
  {
    name: "a call under a number that is not the next",
    code: "forge(7)\nwait(7)",
    expected: ["crashed", `${BROKE} A call has the number 7, expected 0`],
  },
  {
    name: "a call that was answered, once more",
    code: "search()\nforge(0)\nwait(0)",
    expected: ["crashed", `${BROKE} A call has the number 0, expected 1`],
  },
  {
    name: "a function that was not given",
    code: "forge(0, 1)\nwait(0)",
    expected: ["crashed", `${BROKE} A call of a function 1, which is none`],
  },
  {
    name: "arguments that are a line of the protocol",
    code: `forge(0, 0, '{"args":[]}\\n{"id":1,"status":"ok"}')\nwait(0)`,
    expected: ["crashed", `${BROKE} The arguments of a call: no JSON at position 11`],
  },
  {
    name: "arguments with members of their event",
    code: `forge(0, 0, '{"args":[],"kwargs":{},"call":"c_0"}')\nwait(0)`,
    expected: ["crashed", `${BROKE} The arguments of a call are no args and kwargs`],
  },
  {
    name: "bytes that are no text",
    code: `forge(0, 0, b'{"args":["\\xff"],"kwargs":{}}')\nwait(0)`,
    expected: ["crashed", `${BROKE} The arguments of a call: no UTF-8`],
  },
  {
    name: "a call without a number",
    code: "os.pwrite(device, b'ab', 0)\nwait(0)",
    expected: ["crashed", `${BROKE} A call has no number`],
  },
  {
    name: "arguments of 2 MiB",
    code: `forge(0, 0, '{"args":["' + 'x' * 2**21 + '"],"kwargs":{}}')\nwait(0)`,
    expected: [
      "crashed",
      `${BROKE} A frame of type 13 announced 2097182 bytes, more than 1048581`,
    ],
  },
  {
    name: "arguments that are 300,000 deep",
    code: `forge(0, 0, '{"args":' + '[' * 300_000 + ']' * 300_000 + ',"kwargs":{}}')\nwait(0)`,
    expected: [
      "crashed",
      `${BROKE} The arguments of a call: expected arrays and objects nested at most 103 deep`,
    ],
  },
  {
    name: "more calls at once than there may be",
    code: "for number in range(33):\n    forge(number)\nwait(0)",
    members: { callTimeout: "10s" },
    expected: ["crashed", `${BROKE} A call came while 32 were without an answer`],
  },
  {
    name: "a bound of open calls that is replaced in Python",
    code: "import asyncio\nsearch.__globals__['bounds'].OPEN_CALLS = 1000\n" +
      "async def main():\n    await asyncio.gather(*(search.aio(n) for n in range(40)))\nawait main()",
    members: { callTimeout: "10s" },
    expected: ["crashed", `${BROKE} A call came while 32 were without an answer`],
  },
  {
    name: "calls beyond the most, without end",
    code: "while True:\n    try:\n        search()\n    except RuntimeError:\n        pass",
    members: { maxCalls: 0, timeout: "300ms" },
    expected: ["timeout", "timed out after 300ms (--timeout)"],
  },
  {
    name: "endless work while a call waits",
    code: "forge(0)\nwhile True:\n    pass",
    members: { timeout: "300ms" },
    expected: ["timeout", "timed out after 300ms (--timeout)"],
  },
  {
    name: "endless work in C while a call waits",
    code: "forge(0)\nsum(iter(int, 1))",
    members: { timeout: "300ms" },
    expected: ["timeout", "timed out after 300ms (--timeout)"],
  },
  {
    name: "work between looks at a call that waits",
    code: "forge(0)\nimport time\nwhile True:\n    os.pread(device, 4, 2**32 + 1)\n" +
      "    for _ in range(20_000):\n        pass",
    members: { timeout: "300ms" },
    expected: ["timeout", "timed out after 300ms (--timeout)"],
  },
  {
    name: "sleep without end, when a call's time is over",
    code: "forge(0)\nimport time\ntime.sleep(10**6)",
    members: { timeout: "300ms", callTimeout: "200ms" },
    expected: ["timeout", "timed out after 300ms (--timeout)"],
  },
  {
    name: "processor time while a call waits",
    code: "forge(0)\nwhile True:\n    pass",
    members: { cpu: "300ms" },
    expected: ["cpu", "used more than 300ms of processor time (--cpu)"],
  },
  {
    name: "an interrupt that is swallowed while a call waits",
    code:
      "while True:\n    try:\n        search()\n    except BaseException:\n        while True:\n" +
      "            try:\n                while True:\n                    pass\n" +
      "            except BaseException:\n                pass",
    members: { timeout: "300ms", callTimeout: "100ms" },
    expected: ["timeout", "timed out after 300ms (--timeout)"],
  },
  {
    name: "reads and writes of the device at places that mean nothing",
    code: "for place in (0, 1, 2, 3, 99, 2**31, 2**32, 2**33, 2**52):\n" +
      "    for size in (0, 1, 4, 5, 4096):\n        os.pread(device, size, min(place, 2**32))\n" +
      "        if place > 1:\n            os.pwrite(device, b'\\xff' * size, place)\n'alive'",
    expected: ["ok", "alive"],
  },
  {
    name: "answers to calls that were dropped, never made, and taken before",
    code:
      "os.pwrite(device, b'\\0\\0\\0\\0', 2)\nsearch()\nos.pwrite(device, b'\\0\\0\\0\\0', 2)\n" +
      "[len(wait(0)), len(wait(1)), search()]",
    expected: ["ok", [0, 0, null]],
  },
  {
    name: "a device that is deleted, and one that is put in its place",
    code: "os.unlink('/dev/calls')\ntry:\n    search()\nexcept FileNotFoundError:\n    pass\n" +
      "open('/dev/calls', 'wb').write(b'\\0' * 100)\ntry:\n    search()\nexcept Exception as error:\n    said = type(error).__name__\n'alive'",
    expected: ["ok", "alive"],
  },
  {
    name: "the module and the functions replaced by others",
    code: "import asyncio, host, sys\nhost.CallError = SystemExit\nsys.modules['host'] = None\n" +
      "search.__globals__['_call'] = None\nasyncio.Future = None\n'alive'",
    expected: ["ok", "alive"],
  },
];

/** An honest program calls, and is answered. */
async function assertHonest(): Promise<void> {
  const { answer } = await runCalling(server, "search('x') + 1", () => ({ value: 41 }));
  deepEqual([answer.status, answer.output], ["ok", 42]);
}

for (const { name, code, members = {}, expected } of ATTACKS) {
  Deno.test(`attack on calls: ${name}`, async () => {
    const isAnswered = expected[0] === "ok" || code.includes("forge(0)\nwait(0)");
    const { answer } = await runCalling(
      server,
      FORGE + code,
      () => isAnswered ? { value: null } : null,
      members,
    );
    deepEqual([answer.status, answer.error ?? answer.output], expected);
    await assertHonest();
  });
}

Deno.test("attack on calls: guessed names reach no call, and a call's name is of no use when it is over", async () => {
  await server.send({ id: "guessed", code: "search()", functions: SEARCH });
  const [{ call }] = await server.take(1) as unknown as [{ call: string }];
  const last = call.endsWith("0") ? "1" : "0";
  const guesses = [call.slice(0, -1) + last, call.toUpperCase(), `${call} `, "c_", "guessed", ""];
  for (const guess of guesses) {
    await server.send({ answer: guess, value: "guessed" });
    const [refused] = await server.take(1);
    deepEqual([refused!.answer, refused!.status], [guess, "invalid"]);
  }
  await server.send({ answer: call, value: "told" });
  equal((await server.take(1))[0]!.output, "told");
  await server.send({ answer: call, value: "again" });
  equal((await server.take(1))[0]!.status, "invalid");
  await assertHonest();
});

Deno.test("attack on calls: a session's next program gets nothing of an answer to the last one's", async () => {
  const session = { session: "late", callTimeout: "10s" };
  const code = "import asyncio\nasync def main():\n    asyncio.create_task(search.aio('first'))\n" +
    "    await asyncio.sleep(0)\nawait main()";
  const { calls } = await runCalling(server, code, () => null, session);
  const { answer, lines } = await runCalling(
    server,
    "search('second')",
    () => `{"answer": "${calls[0]!.call}", "value": "first"}\n{"answer": "ID", "value": "second"}`,
    session,
  );
  equal(answer.output, "second");
  ok(lines.every(({ status }) => status === "invalid"));
});

Deno.test("after all attacks on calls the server ends in peace", async () => {
  deepEqual({ ...await server.end(), rest: [] }, QUIET_END);
  await server[Symbol.asyncDispose]();
});
