/** Host functions of `serve-stdio`: what programs call, what comes back, and what goes wrong on the way. One server for all. */
import { deepEqual, equal, match, ok as isTrue } from "node:assert/strict";
import { type Answering, type Call, runCalling, SEARCH } from "./called.ts";
import { ok, plain, QUIET_END, Served } from "./served.ts";

const server = new Served("--workers", "2", "--timeout", "60s");
await server.untilForking();
const run = (code: string, answering?: Answering, members = {}) =>
  runCalling(server, code, answering, members);

/** The value of a program, which must have ended well. */
async function valueOf(code: string, answering?: Answering, members = {}): Promise<unknown> {
  const { answer } = await run(code, answering, members);
  equal(answer.status, "ok", JSON.stringify(answer));
  return answer.output;
}

/** Keeps a call, which is not answered now. */
function hold(held: string[], call: string): null {
  held.push(call);
  return null;
}

/** The error of a program, as its last line has it. */
async function errorOf(code: string, answering?: Answering, members = {}): Promise<unknown> {
  const { answer } = await run(code, answering, members);
  equal(answer.status, "error", JSON.stringify(answer));
  return answer.error;
}

Deno.test("a program calls a function, and goes on with what the client answers", async () => {
  const { answer, calls } = await run(
    "rows = search('x', limit=3)\nlen(rows)",
    () => ({ value: [1, 2, 3] }),
  );
  deepEqual(plain(answer), ok(3, "3"));
  const [{ call, ...event }] = calls as [Call];
  match(call, /^c_[0-9a-f]{32}$/);
  deepEqual({ ...event, id: 1 }, {
    ...{ id: 1, event: "call", name: "search", args: ["x"], kwargs: { limit: 3 } },
  });
});

Deno.test("a program has functions, values and what it shows, beside timers and exact times of files", async () => {
  const code = `
import os, signal, time
print("before", end="")
display({"text/html": search(word, limit)}, raw=True)
open("f", "w").close()
os.utime("f", ns=(1_000_000_123, 2_000_000_456))
signal.signal(signal.SIGALRM, lambda *_: got.append(search("alarm")))
got = []
signal.setitimer(signal.ITIMER_REAL, 0.01)
while not got:
    time.sleep(0.01)
print(" after", end="")
[os.stat("f").st_atime_ns, os.stat("f").st_mtime_ns, got, limit, word]
`;
  const members = { display: true, inputs: { word: "x", limit: 10 ** 15 }, session: "all" };
  for (const turn of ["first", "second"]) {
    const { answer, calls } = await run(
      code,
      ({ args }) => ({ value: args[0] === "x" ? `<b>${turn}</b>` : args }),
      members,
    );
    const { output, display, stdout, stderr, error } = answer;
    deepEqual([error, stderr, stdout], [undefined, "", "before after"]);
    deepEqual(calls.map(({ args }) => args), [["x", 10 ** 15], ["alarm"]]);
    deepEqual(output, [1_000_000_123, 2_000_000_456, [["alarm"]], 10 ** 15, "x"]);
    deepEqual(display, [{ "text/html": `<b>${turn}</b>` }]);
  }
});

Deno.test("numbers are what they are both ways, and so is every text", async () => {
  await server.send({
    id: "exact",
    code: "search(3.0, 2**200, 1e400 if 0 else -0.0, a='\\u2028\u00e9\\0')",
    functions: SEARCH,
  });
  const line = await server.nextLine();
  const raw = line.slice(line.indexOf('"args"'));
  equal(raw, `"args":[3.0,${2n ** 200n},-0.0],"kwargs":{"a":"\\u2028\u00e9\\u0000"}}`);
  const { call } = JSON.parse(line) as Call;
  await server.send(`{"value" : [3.0, ${3n ** 200n}, 1e2, "\\u0000\\ud800"], "answer": "${call}"}`);
  const answered = await server.nextLine();
  equal(
    JSON.parse(answered).resultRepr,
    `[3.0, ${3n ** 200n}, 100.0, '\\x00\\ud800']`,
  );
});

Deno.test("null is an answer, and so are values of every kind", async () => {
  for (const value of [null, true, 0, "", [], {}, [[{ a: null }]]]) {
    deepEqual(await valueOf("search()", () => ({ value })), value);
  }
});

Deno.test("arguments that JSON does not have are refused in the program, by name", async () => {
  const code = `
errors = []
def attempt(*args, **kwargs):
    try:
        search(*args, **kwargs)
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
deep = []
for _ in range(101):
    deep = [deep]
circle = []
circle.append(circle)
attempt(1, {2})
attempt(q=object())
attempt(q=[float("nan")])
attempt(float("-inf"))
attempt("\\ud800")
attempt(deep)
attempt(circle)
attempt({(1,): 2})
attempt("x" * 2**20)
attempt(["x" * 600_000], "x" * 600_000)
errors`;
  const { answer, calls } = await run(code);
  const large = "ValueError: search() arguments: their JSON would be longer than 1024 KiB";
  const number = "Out of range float values are not JSON compliant";
  deepEqual(answer.output, [
    "TypeError: search() argument 2: Object of type set is not JSON serializable",
    "TypeError: search() argument 'q': Object of type object is not JSON serializable",
    `ValueError: search() argument 'q': ${number}: nan`,
    `ValueError: search() argument 1: ${number}: -inf`,
    "ValueError: search() argument 1: a text in it has half a character, a lone surrogate, which JSON cannot hold",
    "ValueError: search() argument 1: it is nested deeper than 100 levels",
    "ValueError: search() argument 1: it is nested deeper than 100 levels",
    "TypeError: search() argument 1: keys must be str, int, float, bool or None, not tuple",
    large,
    large,
  ]);
  equal(calls.length, 0);
});

Deno.test("the largest arguments and the deepest go through, and so do the largest values and the deepest", async () => {
  const code = `
deep = []
for _ in range(100):
    deep = [deep]
search("x" * (2**20 - 26))
search(deep)
len(search())`;
  const values = [null, null, "x".repeat(4 * 1024 * 1024 - 2)];
  const { answer, calls } = await run(code, () => ({ value: values.shift() }));
  equal(answer.output, 4 * 1024 * 1024 - 2);
  deepEqual(calls.slice(0, 2).map(({ args }) => JSON.stringify(args).length), [2 ** 20 - 22, 204]);
  let deep: unknown[] = [];
  for (let level = 1; level < 100; level++) deep = [deep];
  deepEqual(await valueOf("search()", () => ({ value: deep })), deep);
});

Deno.test("help shows the description and the parameters", async () => {
  const functions = [{
    name: "search",
    description: "Finds things.\n\nBy words.",
    parameters: {
      type: "object",
      properties: {
        query: { type: "string", description: "what to find" },
        limit: { type: "integer", default: 10 },
        tags: { type: "array", items: { type: "string" } },
        mode: { enum: ["fast", "slow"], default: "fast" },
        since: { anyOf: [{ type: "number" }, { type: "null" }] },
        "not a name": { type: "string" },
        owner: { type: ["string", "null"] },
        strict: {},
      },
      required: ["query", "owner"],
    },
  }, { name: "plain" }];
  const code =
    "import inspect\nhelp(search)\nhelp(search.aio)\nhelp(plain)\ninspect.isfunction(search)";
  const { answer } = await run(code, undefined, { functions });
  const signature = "(\n    query: str,\n    limit: int = 10,\n    tags: list[str] = ...,\n" +
    "    mode: Literal['fast', 'slow'] = 'fast',\n    since: float | None = ...,\n    *,\n" +
    "    owner: str | None,\n    strict=...\n)\n";
  const doc =
    "    Finds things.\n\n    By words.\n\n    Parameters:\n        query: what to find\n\n";
  equal(
    answer.stdout,
    `Help on function search in module host:\n\nsearch${signature}${doc}` +
      `Help on function aio in module host:\n\naio${signature}${doc}` +
      "Help on function plain in module host:\n\nplain(*args, **kwargs)\n\n",
  );
  equal(answer.output, true);
});

Deno.test("schemas of no use to help do no harm", async () => {
  for (
    const parameters of [
      { properties: [] },
      { properties: { a: 7, b: { type: 5, enum: 3, items: 1, anyOf: [] }, class: {} } },
      { properties: { a: { anyOf: [1], description: 5 } }, required: "a" },
      { type: "object", properties: null, required: [["a"], 5] },
    ]
  ) {
    const functions = [{ name: "search", parameters }];
    equal(
      await valueOf("help(search)\nsearch(1)", ({ args }) => ({ value: args[0] }), { functions }),
      1,
    );
  }
});

Deno.test("aio runs several calls at once, no more than 32, and gather has each result in its place", async () => {
  const code = `
import asyncio
async def main():
    return await asyncio.gather(*(search.aio(n) for n in range(100)))
await main()`;
  let held: Call[] = [];
  let most = 0;
  await server.send({ id: "gather", code, functions: SEARCH });
  for (;;) {
    const line = (await server.take(1))[0]!;
    if (line.event === undefined) {
      deepEqual(line.output, Array.from({ length: 100 }, (_, at) => at * 2));
      break;
    }
    held.push(line as unknown as Call);
    most = Math.max(most, held.length);
    const isLast = Number((line as unknown as Call).args[0]) === 99;
    if (held.length < 32 && !isLast) continue;
    // The last one first, and one more than half of them: the others wait for their turn.
    for (const { call, args } of held.toReversed()) {
      await server.send({ answer: call, value: Number(args[0]) * 2 });
    }
    held = [];
  }
  equal(most, 32);
});

Deno.test("the event loop goes on while calls wait, and blocking calls answer the others meanwhile", async () => {
  const code = `
import asyncio
seen = []
async def tick():
    for n in range(3):
        seen.append(n)
        await asyncio.sleep(0.01)
async def main():
    slow = asyncio.create_task(search.aio("slow"))
    await asyncio.gather(tick(), asyncio.sleep(0))
    seen.append(search("blocking"))
    seen.append(await slow)
    seen.append(await search.aio("again"))
    return seen
await main()`;
  const held: string[] = [];
  const { answer } = await run(code, ({ args: [what], call }) => {
    if (what === "slow") return hold(held, call);
    if (what === "blocking") {
      return `{"answer": "${held[0]}", "value": "slow"}\n{"answer": "ID", "value": "b"}`;
    }
    return { value: "again" };
  });
  deepEqual(answer.output, [0, 1, 2, "b", "slow", "again"]);
});

Deno.test("an awaited call is cancelled like any other, and its late answer reaches nobody else", async () => {
  const code = `
import asyncio
async def main():
    try:
        await asyncio.wait_for(search.aio("never"), 0.05)
    except TimeoutError:
        pass
    task = asyncio.create_task(search.aio("never"))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    unstarted = search.aio("unstarted")
    unstarted.close()
    return [await search.aio("now"), search("then")]
await main()`;
  const held: string[] = [];
  const { answer, calls } = await run(code, ({ args: [what], call }) => {
    if (what === "never") return hold(held, call);
    const late = held.splice(0).map((one) => `{"answer": "${one}", "value": "late"}\n`).join("");
    return `${late}{"answer": "ID", "value": "${what}"}`;
  });
  deepEqual(answer.output, ["now", "then"]);
  equal(calls.length, 4);
});

Deno.test("a coroutine of aio begins when it is awaited, and is awaited once", async () => {
  const code = `
import asyncio, inspect
async def main():
    waiting = search.aio(1)
    assert asyncio.iscoroutine(waiting) and inspect.isawaitable(waiting)
    value = await waiting
    try:
        await waiting
    except Exception as error:
        return value, f"{type(error).__name__}: {error}"
await main()`;
  deepEqual(await valueOf(code, () => ({ value: 1 })), [
    1,
    "RuntimeError: cannot reuse already awaited coroutine",
  ]);
});

Deno.test("errors of Python's own types are raised as such, others as host.CallError", async () => {
  const code = `
import host
try:
    search()
except Exception as error:
    kind = type(error)
    told = [kind.__module__, kind.__name__, str(error), list(error.args)]
told`;
  const raised = (type: string) => valueOf(code, () => ({ error: { type, message: "so" } }));
  for (const type of ["ValueError", "PermissionError", "ZeroDivisionError", "TimeoutError"]) {
    deepEqual(await raised(type), ["builtins", type, "so", ["so"]]);
  }
  deepEqual(await raised("KeyError"), ["builtins", "KeyError", "'so'", ["so"]]);
  for (
    const type of [
      ...[
        "HttpError",
        "SystemExit",
        "KeyboardInterrupt",
        "GeneratorExit",
        "BaseException",
        "StopIteration",
      ],
      ...[
        "UnicodeDecodeError",
        "ExceptionGroup",
        "print",
        "object",
        "__import__('os')",
        "",
        "host.X",
      ],
    ]
  ) {
    deepEqual(await raised(type), ["host", "CallError", `${type}: so`, [type, "so"]]);
  }
});

Deno.test("a traceback ends in the program's own line", async () => {
  const { answer } = await run("def f():\n    return search(1)\nf()", () => ({
    error: { type: "LookupError", message: "gone" },
  }));
  equal(
    answer.stderr,
    'Traceback (most recent call last):\n  File "<string>", line 3, in <module>\n    f()\n    ~^^\n' +
      '  File "<string>", line 2, in f\n    return search(1)\nLookupError: gone\n',
  );
  const { answer: awaited } = await run(
    "async def f():\n    return await search.aio(1)\nawait f()",
    () => ({ error: { type: "LookupError", message: "gone" } }),
  );
  equal(
    awaited.stderr,
    'Traceback (most recent call last):\n  File "<string>", line 3, in <module>\n    await f()\n' +
      '  File "<string>", line 2, in f\n    return await search.aio(1)\n           ^^^^^^^^^^^^^^^^^^^\nLookupError: gone\n',
  );
});

Deno.test("a call that is not answered in time raises TimeoutError, and a late answer is refused", async () => {
  const held: string[] = [];
  const { answer } = await run(
    "try:\n    search()\nexcept TimeoutError as error:\n    told = str(error)\ntold",
    ({ call }) => hold(held, call),
    { callTimeout: "50ms" },
  );
  equal(answer.output, "search: no answer within 50ms (callTimeout)");
  await server.send({ answer: held[0], value: 1 });
  deepEqual(await server.next(), {
    answer: held[0],
    status: "invalid",
    error: `Nobody waits for the answer to the call '${held[0]}'`,
  });
});

Deno.test("a program makes as many calls as it may, and no more", async () => {
  const code = "done = 0\nfor n in range(5):\n    search(n)\n    done += 1";
  const { answer, calls } = await run(code, undefined, { maxCalls: 3 });
  equal(answer.error, "RuntimeError: search: expected at most 3 calls of one program (maxCalls)");
  equal(calls.length, 3);
  equal(
    await errorOf("search()", undefined, { maxCalls: 0 }),
    "RuntimeError: search: expected at most 0 calls of one program (maxCalls)",
  );
});

Deno.test("the time that a client takes is not the program's", async () => {
  const code = "search()\n'in time'";
  await server.send({ id: "patient", code, functions: SEARCH, timeout: "1500ms" });
  const [{ call }] = await server.take(1) as unknown as [Call];
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await server.send({ answer: call, value: null });
  const [answer] = await server.take(1);
  equal(answer!.output, "in time");
});

Deno.test("a program that computes while a call waits is held to its time all the same", async () => {
  const code =
    "import asyncio\nasync def main():\n    task = asyncio.create_task(search.aio())\n    await asyncio.sleep(0)\n    while True:\n        pass\nawait main()";
  const { answer } = await run(code, () => null, { timeout: "500ms" });
  deepEqual([answer.status, answer.error], ["timeout", "timed out after 500ms (--timeout)"]);
});

Deno.test("a call that waits is cancelled, as by Ctrl-C, and so is an awaited one", async () => {
  for (const code of ["search()", "await search.aio()"]) {
    await server.send({ id: "stopped", code, functions: SEARCH });
    await server.take(1);
    await server.send({ cancel: "stopped" });
    const [answer] = await server.take(1);
    deepEqual([answer!.status, answer!.exitCode], ["cancelled", 130]);
    match(String(answer!.stderr), /KeyboardInterrupt\n$/);
  }
});

Deno.test("a timer of the program's ends the wait for an answer", async () => {
  const code = `
import signal
def ring(*_):
    raise InterruptedError("rung")
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    search("never")
except InterruptedError as error:
    told = str(error)
[told, search("then")]`;
  const answering: Answering = ({ args: [what] }) => what === "never" ? null : { value: 7 };
  deepEqual(await valueOf(code, answering), ["rung", 7]);
});

Deno.test("what was written before a call comes before it, and what was written after it comes after it", async () => {
  const code =
    "import sys\nfor n in range(20):\n    sys.stdout.write(f'{n} ')\n    search(n)\nsys.stdout.write('end')";
  const id = "in order";
  await server.send({ id, code, functions: SEARCH, stream: true });
  let seen = "";
  for (let line = await server.next(); line!.status === undefined; line = await server.next()) {
    if (line!.event === "stdout") seen += line!.data;
    else {
      const { call, args } = line as unknown as Call;
      seen += `(${args[0]}) `;
      await server.send({ answer: call, value: null });
    }
  }
  equal(seen, `${Array.from({ length: 20 }, (_, at) => `${at} (${at}) `).join("")}end`);
});

Deno.test("the calls of several programs are apart from each other", async () => {
  const code = "import sys\n[search(n) for n in range(3)] + sys.argv[1:]";
  const ids = ["one", "two"];
  for (const id of ids) await server.send({ id, code, functions: SEARCH, args: [id] });
  const answers = new Map<unknown, unknown>();
  while (answers.size < 2) {
    const [line] = await server.take(1);
    if (line!.event === undefined) answers.set(line!.id, line!.output);
    else {
      const { call, args, id } = line as unknown as Call;
      await server.send({ answer: call, value: `${id} ${args[0]}` });
    }
  }
  for (const id of ids) deepEqual(answers.get(id), [`${id} 0`, `${id} 1`, `${id} 2`, id]);
});

Deno.test("a session keeps its functions as names, and calls those that its request gives", async () => {
  const session = { session: "functions" };
  equal(
    await valueOf(
      "def twice(x):\n    return search(x) * 2\ntwice(1)",
      () => ({ value: 2 }),
      session,
    ),
    4,
  );
  equal(await valueOf("twice(1)", () => ({ value: 5 }), session), 10);
  equal(
    await errorOf("twice(1)", undefined, { ...session, functions: [] }),
    "RuntimeError: search: the host gave this function to an earlier program, and not to this one",
  );
  const other = { ...session, functions: [{ name: "other" }, { name: "search" }] };
  const { calls, answer } = await run(
    "[other(1), twice(2)]",
    ({ args }) => ({ value: args[0] }),
    other,
  );
  deepEqual(calls.map(({ name }) => name), ["other", "search"]);
  deepEqual(answer.output, [1, 4]);
});

Deno.test("what awaits an answer when its program ends is cancelled before the session's next program", async () => {
  const session = { session: "left" };
  const code =
    "import asyncio\ntask = None\nasync def main():\n    global task\n    task = asyncio.create_task(search.aio(1))\n    await asyncio.sleep(0.01)\nawait main()";
  const { calls } = await run(code, () => null, session);
  const next = "await asyncio.sleep(0)\n[task.cancelled(), await search.aio(2)]";
  deepEqual(await valueOf(next, ({ args }) => ({ value: args[0] }), session), [true, 2]);
  await server.send({ answer: calls[0]!.call, value: 1 });
  equal((await server.take(1))[0]!.status, "invalid");
});

Deno.test("a session that waits for an answer is busy for whoever could be needed for that", async () => {
  const busy = {
    status: "busy",
    error: "The session waits for the answer to a call; give that first",
  };
  const seen: unknown[] = [];
  await server.send({ id: "outer", code: "search()", functions: SEARCH, session: "recursive" });
  const [{ call }] = await server.take(1) as unknown as [Call];
  seen.push(await server.ask({ code: "1", session: "recursive" }));
  seen.push(await server.ask({ close: "recursive" }));
  const { output } = await server.ask({ code: "'free'", session: "another" });
  await server.send({ answer: call, value: 7 });
  const [answer] = await server.take(1);
  deepEqual([seen, output, answer!.output], [[busy, busy], "free", 7]);
  equal((await server.ask({ code: "2", session: "recursive" })).output, 2);
  deepEqual(await server.ask({ close: "recursive" }), { closed: true });
});

Deno.test("an answer that is none is refused by name, and the call has an error for it", async () => {
  const cases: [answer: string, refusal: string][] = [
    ['{"answer":"ID"}', "Expected one of the members 'value', 'error'"],
    [
      '{"answer":"ID","value":1,"error":{"type":"E","message":"m"}}',
      "'value' and 'error' exclude each other",
    ],
    [
      '{"answer":"ID","error":"E"}',
      `error: expected {"type": "...", "message": "..."}, both strings; got 'E'`,
    ],
    ['{"answer":"ID","values":1}', "Unknown member 'values' (did you mean 'value'?)"],
    ['{"answer":"ID","value":[1,]}', "Invalid JSON input: no JSON at position 58"],
    ['{"answer":"ID","value":NaN}', "Invalid JSON input: no JSON at position 55"],
    [
      `{"answer":"ID","value":${"[".repeat(101)}${"]".repeat(101)}}`,
      "Invalid JSON input: expected arrays and objects nested at most 101 deep",
    ],
  ];
  for (const [line, refusal] of cases) {
    const { answer, calls, lines } = await run("search()", () => line);
    deepEqual(lines, [{ answer: calls[0]!.call, status: "invalid", error: refusal }]);
    equal(answer.error, `ValueError: search: the host's answer: ${refusal}`);
  }
  const { answer, calls, lines } = await run(
    "search()",
    () => ({ value: "x".repeat(4 * 1024 * 1024) }),
  );
  const large = "expected a value of at most 4MiB of JSON; got 4194306 bytes";
  deepEqual(lines, [{ answer: calls[0]!.call, status: "invalid", error: `value: ${large}` }]);
  equal(answer.error, `ValueError: search: ${large}`);
});

Deno.test("an answer to no call, a second one, and one to the call of another are told apart", async () => {
  const { answer, calls, lines } = await run("search()", () =>
    [
      '{"answer":"c_00000000000000000000000000000000","value":1}',
      '{"answer":"ID","value":2}',
      '{"answer":"ID","value":3}',
      '{"id":"own","answer":"nonsense","value":4}',
    ].join("\n"));
  equal(answer.output, 2);
  const refused = [...lines];
  while (refused.length < 3) refused.push(...await server.take(1));
  deepEqual(
    refused.map((
      { id, status, error },
    ) => [id, status, String(error).replace(calls[0]!.call, "ID")]),
    [
      [
        undefined,
        "invalid",
        "Nobody waits for the answer to the call 'c_00000000000000000000000000000000'",
      ],
      [undefined, "invalid", "Nobody waits for the answer to the call 'ID'"],
      ["own", "invalid", "Nobody waits for the answer to the call 'nonsense'"],
    ],
  );
});

Deno.test("no two calls have one name, and none follows from another", async () => {
  const { calls } = await run("for n in range(200): search(n)");
  const names = new Set(calls.map(({ call }) => call));
  equal(names.size, 200);
  const bits = [...names].map((name) => BigInt(`0x${name.slice(2)}`));
  for (let bit = 0n; bit < 128n; bit++) {
    const ones = bits.filter((one) => one >> bit & 1n).length;
    isTrue(ones > 40 && ones < 160, `bit ${bit} is set in ${ones} of 200`);
  }
});

Deno.test("a program that is given no functions has neither names, nor a device, nor the module", async () => {
  const code =
    "import os\ntry:\n    import host\n    found = True\nexcept ModuleNotFoundError:\n    found = False\n['search' in globals(), os.path.exists('/dev/calls'), found]";
  deepEqual((await server.ask({ code })).output, [false, false, false]);
});

Deno.test("a function that closes descriptors, replaces os and json, and forks the loop is answered as ever", async () => {
  const code = `
import os, json
os.closerange(3, 200)
os.open = os.pread = json.dumps = None
json.encoder.c_make_encoder = None
[search({"a": 1}), await search.aio(2)]`;
  deepEqual(await valueOf(code, ({ args }) => ({ value: args[0] })), [{ a: 1 }, 2]);
});

Deno.test("a reproducible program calls functions, and its clock goes on by itself", async () => {
  const code =
    "import random, time\na = time.time()\nsearch()\nb = time.time()\n[b - a < 1, random.random()]";
  const first = await valueOf(code, undefined, { seed: 7 });
  deepEqual(await valueOf(code, undefined, { seed: 7 }), first);
});

Deno.test("an answer that the program has no room for is a MemoryError, and the program goes on", async () => {
  const code =
    "block = bytearray(21 * 2**20)\ntry:\n    search()\nexcept MemoryError:\n    del block\n    told = 'no room'\n[told, search()]";
  let count = 0;
  const answering: Answering = () => ({ value: count++ === 0 ? "x".repeat(4_000_000) : 1 });
  deepEqual(await valueOf(code, answering, { maxHeap: "61" }), ["no room", 1]);
});

Deno.test("after all of them the server ends in peace", async () => {
  deepEqual(plain(await server.ask({ code: "4 + 5" })), ok(9, "9"));
  deepEqual(await server.end(), QUIET_END);
  await server[Symbol.asyncDispose]();
});
