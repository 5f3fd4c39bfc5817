/** What each option of `run` does, and what options `serve-stdio` has, by the real command. Limits have a file of their own. */
import assert from "node:assert/strict";
import { REQUIRES_ALL, testWith } from "../needs.ts";
import { commandLine, pysandbox, saysWhereItWas, untilHeeded } from "./command.ts";

async function inTempFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function expectOutput(
  args: string[],
  stdout: string,
  options: Parameters<typeof pysandbox>[1] = {},
): Promise<void> {
  const finished = await pysandbox(args, options);
  assert.equal(finished.stderr, "");
  assert.equal(finished.stdout, stdout);
  assert.equal(finished.code, 0);
}

Deno.test("options are read before and after the script, and words go to sys.argv", async () => {
  await inTempFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/show.py`, "import sys; print(sys.argv, __file__, __name__)");
    await expectOutput(
      ["run", "-q", "show.py", "one", "--timeout", "5s", "two", "--max-heap", "64"],
      "['show.py', 'one', 'two'] show.py __main__\n",
      { cwd },
    );
    await expectOutput(
      ["run", "show.py", "--", "--timeout", "-x", "--"],
      "['show.py', '--timeout', '-x', '--'] show.py __main__\n",
      { cwd },
    );
  });
});

Deno.test("-c runs code, and sys.argv[0] is -c", async () => {
  await expectOutput(["run", "-c", "import sys; print(sys.argv)", "a"], "['-c', 'a']\n");
});

Deno.test("-m runs a module of the standard library", async () => {
  await expectOutput(["run", "-m", "json.tool", "--", "--compact"], '{"a":[1,2]}\n', {
    stdin: '{"a": [1, 2]}',
  });
});

Deno.test("-m with an unknown module says so and exits with 1", async () => {
  const finished = await pysandbox(["run", "-m", "nosuchmodule"]);
  assert.equal(finished.stderr, "/usr/bin/python3: No module named nosuchmodule\n");
  assert.equal(finished.code, 1);
});

Deno.test("a program comes from standard input for -, without a program, and without a command", async () => {
  const stdin = "import sys; print(sys.argv, repr(sys.stdin.read()))";
  await expectOutput(["run", "-", "x"], "['-', 'x'] ''\n", { stdin });
  await expectOutput(["run"], "['-'] ''\n", { stdin });
  await expectOutput([], "['-'] ''\n", { stdin });
});

Deno.test("-e sets variables and copies the host's; nothing else is inherited", async () => {
  await expectOutput(
    [
      "run",
      "-e",
      "A=1=2",
      "-e",
      "COPIED",
      "-e",
      "ABSENT",
      "-c",
      "import os; print(dict(os.environ))",
    ],
    "{'HOME': '/home/sandbox', 'A': '1=2', 'COPIED': 'yes'}\n",
    { env: { COPIED: "yes", SECRET: "hidden" } },
  );
});

Deno.test("each option's default comes from the environment, and the option wins", async () => {
  const env = { PYSANDBOX_MAX_OUTPUT: "3B", PYSANDBOX_ENV: "A=1\nB=2", PYSANDBOX_SEED: "1" };
  const code = "import os; print(os.environ['A'] + os.environ['B'], os.urandom(2).hex())";
  const finished = await pysandbox(["run", "-c", code], { env });
  assert.equal(finished.stdout, "12 ");
  assert.equal(finished.code, 153);
  await expectOutput(["run", "--max-output", "1M", "-c", code], "12 3fa9\n", { env });
});

Deno.test("--seed makes entropy, identifiers and clocks reproducible", async () => {
  const code =
    "import os,random,uuid,secrets,time,tempfile; print(os.urandom(4), random.random(), " +
    "uuid.uuid4(), uuid.uuid1(), secrets.token_hex(4), time.time(), time.monotonic(), tempfile.mktemp(), hash('x'))";
  const [first, second, other] = await Promise.all(
    ["7", "7", "8"].map((seed) => pysandbox(["run", "--seed", seed, "-c", code])),
  );
  assert.equal(first!.stderr, "");
  assert.equal(first!.stdout, second!.stdout);
  assert.notEqual(first!.stdout, other!.stdout);
});

Deno.test("the clock of a seeded run starts in 2026, moves on, and counts what was slept", async () => {
  await expectOutput(
    [
      "run",
      "--seed",
      "1",
      "-c",
      "import time; a=time.time(); time.sleep(0.2); b=time.time()\n" +
      "print(time.gmtime(a)[:3], a < b, round(b - a, 1))",
    ],
    "(2026, 1, 1) True 0.2\n",
  );
});

Deno.test("--walls off builds none of the system's walls, and the others stand", async () => {
  const { stdout, stderr } = await pysandbox(["run", "--json", "--walls", "off", "-c", "1"]);
  const { walls } = JSON.parse(stdout);
  const { wasm, permissions, ...system } = walls;
  assert.deepEqual([wasm, permissions, stderr], [true, true, ""]);
  assert.deepEqual(Object.values(system).filter(Boolean), []);
});

Deno.test("--walls require runs where all walls of the system stand, and names what is missing where not", async () => {
  const finished = await pysandbox(["run", "--walls", "require", "-v", "-c", "print(1)"]);
  const expected = { linux: ["seccomp", "landlock", "rlimit"], darwin: ["seatbelt"] };
  const names = (expected as Record<string, string[]>)[Deno.build.os] ?? ["job"];
  const missing = names.filter((name) => finished.stderr.includes(`${name} no`));
  assert.deepEqual(
    [finished.code, finished.stdout],
    missing.length === 0 ? [0, "1\n"] : [125, ""],
    finished.stderr,
  );
  for (const name of missing) {
    assert.ok(
      finished.stderr.includes(`--walls require: the wall ${name} is missing: `),
      finished.stderr,
    );
  }
  // Where the project itself is tested, nothing may be missing.
  if (REQUIRES_ALL && Deno.build.os === "linux") {
    assert.deepEqual(missing, [], finished.stderr);
  }
});

Deno.test("--quiet leaves out pysandbox's own line, not the program's", async () => {
  const args = ["run", "-q", "-t", "300ms", "-c", "while True: pass"];
  const finished = await untilHeeded(
    () => pysandbox(args),
    ({ stderr }) => saysWhereItWas(stderr),
  );
  assert.match(finished.stderr, /^Traceback [\s\S]*KeyboardInterrupt\n$/);
  assert.equal(finished.code, 124);
});

Deno.test("--verbose shows limits, walls and timings", async () => {
  const finished = await pysandbox(["run", "-v", "--cpu", "2s", "-c", "print(1)"]);
  const lines = finished.stderr.split("\n");
  assert.equal(
    lines[0],
    "pysandbox: limits: timeout 30s, cpu 2s, max-heap 256MiB, max-output 10MiB",
  );
  assert.match(
    lines[1]!,
    /^pysandbox: walls: wasm yes, permissions yes, seccomp (yes|no), landlock (yes|no), rlimit (yes|no)/,
  );
  assert.match(
    lines[2]!,
    /^pysandbox: start [\d.]+ms, run [\d.]+ms, processor [\d.]+ms, peak heap \d+KiB, output 2B$/,
  );
  assert.equal(lines.length, 4);
  assert.equal(finished.stdout, "1\n");
});

Deno.test("--version names all that is inside", async () => {
  const finished = await pysandbox(["--version"]);
  assert.match(
    finished.stdout,
    /^pysandbox \d+\.\d+\.\d+ \((?:from source|commit (?:[0-9a-f]{12}(?:-dirty)?|unknown)), Python 3\.14\.2, Pyodide 314\.0\.7, Deno \d+\.\d+\.\d+, V8 [\d.]+\S*\)\n$/,
  );
  assert.equal(finished.code, 0);
});

/** Options of all commands that run programs. */
const LIMITS = ["-t, --timeout", "--cpu", "-H, --max-heap", "--max-output"];
const MANNERS = ["--walls", "-q, --quiet", "-v, --verbose"];

/** What the contract gives to each command. */
const CONTRACT: Record<string, string[]> = {
  run: ["-c,", "-m,", "-e, --env", "--json", "--report", "--seed", "-i,"],
  repl: ["-e, --env", "--seed"],
  "serve-stdio": ["--workers", "--spares", "--max-sessions", "--session-idle", "--max-line"],
};

for (const [command, options] of Object.entries(CONTRACT)) {
  Deno.test(`--help of ${command} shows every option of the contract`, async () => {
    for (const args of [[command, "--help"], ["help", command]]) {
      const { stdout, stderr, code } = await pysandbox(args);
      assert.deepEqual([stderr, code], ["", 0]);
      for (const option of [...LIMITS, ...options, ...MANNERS]) {
        assert.ok(stdout.includes(`\n  ${option} `), `${option} in ${args.join(" ")}:\n${stdout}`);
      }
    }
  });
}

Deno.test("serve-stdio takes its defaults from the environment, and the option wins", async () => {
  const env = {
    PYSANDBOX_WORKERS: "3",
    PYSANDBOX_SPARES: "0",
    PYSANDBOX_SESSION_IDLE: "90s",
    PYSANDBOX_MAX_LINE: "1M",
    PYSANDBOX_TIMEOUT: "2s",
    PYSANDBOX_VERBOSE: "1",
  };
  const args = ["serve-stdio", "--max-sessions", "5", "--session-idle", "0", "-H", "64"];
  const finished = await pysandbox(args, { env });
  assert.equal(
    finished.stderr,
    "pysandbox: limits: timeout 2s, cpu off, max-heap 64MiB, max-output 10MiB, max-files 64MiB\n" +
      "pysandbox: workers 3, spares 0, max-sessions 5, session-idle off, max-line 1MiB\n",
  );
  assert.deepEqual([finished.stdout, finished.code], ["", 0]);
});

Deno.test("serve-stdio answers the request that its help shows", async () => {
  const { stdout: help } = await pysandbox(["help", "serve-stdio"]);
  const [, request] = /\n {2}echo '(.*)' \| pysandbox serve-stdio\n$/.exec(help)!;
  const finished = await pysandbox(["serve-stdio"], { stdin: `${request}\n` });
  assert.equal(JSON.parse(finished.stdout).output, 9);
  assert.deepEqual([finished.stderr, finished.code], ["", 0]);
});

testWith(
  ["script"],
  "serve-stdio answers a person who types on a terminal, until Ctrl-D",
  async () => {
    const [path, words] = commandLine(["serve-stdio", "--workers", "1"]);
    const line = [path, ...words].map((word) => `'${word}'`).join(" ");
    const child = new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", `exec ${line}`, "/dev/null"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode('{"code": "4 + 5"}\n'));
    let screen = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      const answered = screen.includes('"output":9');
      screen += chunk;
      if (!answered && screen.includes('"output":9')) {
        await writer.write(new TextEncoder().encode("\x04"));
      }
    }
    await writer.close().catch(() => {});
    assert.match(screen, /"output":9/);
    assert.equal((await child.status).code, 0, screen);
  },
);
