/**
 * What the wall of macOS asks of its system, and what it makes of the answers. The system is a model here; only the last
 * test calls a real one, and only there.
 */
import assert from "node:assert/strict";
import { macosWalls, openMacosWalls } from "../../src/walls/macos.ts";
import { PROFILE } from "../../src/walls/macos/profile.ts";
import type { MacSystem } from "../../src/walls/macos/system.ts";

const SEATBELT = new Set(["seatbelt"] as const);

/** How the model answers where it differs from a Mac that refuses all that it has to. */
interface Answers {
  /** The error's text with which the profile is refused; null for one without a text. */
  readonly profileRefused?: string | null;
  /** Functions that fail with another error, or succeed: 0. For `bootstrap_look_up`, its result. */
  readonly errors?: Readonly<Record<string, number>>;
  /** A limit that is not taken, though the call succeeds. */
  readonly ignoredLimit?: number;
}

/** A model of the system that keeps a list of the calls. */
function model(answers: Answers = {}): { system: MacSystem; calls: string[] } {
  const calls: string[] = [];
  const limits = new Map<number, bigint>();
  let error = 0;
  const { errors = {}, profileRefused, ignoredLimit } = answers;
  const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array).replace(/\0$/, "");
  const hex = (bytes: unknown) => (bytes as Uint8Array<ArrayBuffer>).toHex();
  /** A call that Seatbelt refuses, or that `errors` has something to say about. */
  const guarded = (call: string, success: number, usual = 1): number => {
    calls.push(call);
    error = errors[call.split("(")[0]!] ?? usual;
    return error === 0 ? success : -1;
  };
  const system: MacSystem = {
    sandbox_init: (profile, flags, errorBuffer) => {
      calls.push(`sandbox_init(${text(profile) === PROFILE ? "PROFILE" : "?"}, ${flags})`);
      if (profileRefused === undefined) return 0;
      const address = profileRefused === null ? 0n : 0xFEED_0000_BEEFn;
      new BigUint64Array((errorBuffer as Uint8Array<ArrayBuffer>).buffer)[0] = address;
      return -1;
    },
    sandbox_free_error: (address) => void calls.push(`sandbox_free_error(${address.toString(16)})`),
    __error: () => 0xE770n,
    memcpy: (target, address, length) => {
      assert.deepEqual([address, length], [0xE770n, 4n]);
      new Int32Array((target as Uint8Array<ArrayBuffer>).buffer)[0] = error;
      return 0n;
    },
    strlcpy: (target, address, size) => {
      assert.equal(address, 0xFEED_0000_BEEFn);
      const bytes = new TextEncoder().encode(profileRefused!).subarray(0, Number(size) - 1);
      (target as Uint8Array).set(bytes);
      return BigInt(profileRefused!.length);
    },
    setrlimit: (resource, limit) => {
      calls.push(`setrlimit(${resource}, ${hex(limit)})`);
      const [soft, hard] = new BigUint64Array((limit as Uint8Array<ArrayBuffer>).buffer);
      assert.equal(soft, hard);
      if (resource !== ignoredLimit) limits.set(resource, soft!);
      return 0;
    },
    getrlimit: (resource, limit) => {
      const value = limits.get(resource) ?? 1024n;
      new BigUint64Array((limit as Uint8Array<ArrayBuffer>).buffer).fill(value);
      return 0;
    },
    open: (path, flags) => guarded(`open(${text(path)}, ${flags})`, 7),
    dup: (descriptor) => guarded(`dup(${descriptor})`, 9, 24),
    close: (descriptor) => {
      calls.push(`close(${descriptor})`);
      return 0;
    },
    socket: (family, type, protocol) =>
      guarded(`socket(${family}, ${type}, ${protocol})`, 5, errors.socket ?? 0),
    connect: (socket, address, length) =>
      guarded(`connect(${socket}, ${hex(address)}, ${length})`, 0),
    execve: (path, args, env) => guarded(`execve(${text(path)}, ${args}, ${env})`, -2),
    posix_spawn: (pid, path, actions, attributes, args, env) => {
      calls.push(`posix_spawn(${text(path)}, ${actions}, ${attributes}, ${args}, ${env})`);
      assert.equal((pid as Uint8Array).length, 4);
      return errors.posix_spawn ?? 1;
    },
    getppid: () => 321,
    kill: (pid, signal) => guarded(`kill(${pid}, ${signal})`, 0),
    bootstrap_port: 771,
    bootstrap_look_up: (port, name, found) => {
      calls.push(`bootstrap_look_up(${port}, ${text(name)})`);
      assert.equal((found as Uint8Array).length, 4);
      return errors.bootstrap_look_up ?? 1100;
    },
  };
  return { system, calls };
}

function build(answers: Answers): { holds: boolean; missing: string | null; calls: string[] } {
  const { system, calls } = model(answers);
  const [state, ...others] = macosWalls(system).build(SEATBELT);
  assert.deepEqual(others, []);
  assert.equal(state!.name, "seatbelt");
  return { holds: state!.holds, missing: state!.missing, calls };
}

const LIMIT_CALLS = [
  "setrlimit(4, 00000000000000000000000000000000)",
  "setrlimit(1, 00000000000000000000000000000000)",
  "setrlimit(7, 00000000000000000000000000000000)",
  "setrlimit(8, 01000000000000000100000000000000)",
  "dup(0)",
];

Deno.test("the profile refuses everything but what a booted engine needs", () => {
  const sysctls = [
    ...["hw.activecpu", "hw.logicalcpu", "hw.logicalcpu_max", "hw.memsize", "hw.ncpu"],
    ...["hw.pagesize", "hw.pagesize_compat", "hw.physicalcpu", "hw.physicalcpu_max"],
    "kern.usrstack64",
  ].map((name) => `(sysctl-name "${name}")`).join(" ");
  assert.equal(
    PROFILE,
    `(version 1)
(deny default)
(deny process-info* nvram* iokit-get-properties file-map-executable)
(allow dynamic-code-generation)
(allow process-info* signal (target self))
(allow sysctl-read ${sysctls})
`,
  );
});

Deno.test("Seatbelt is built first, then tried, then the limits are taken", () => {
  const { holds, missing, calls } = build({});
  assert.deepEqual({ holds, missing }, { holds: true, missing: null });
  assert.deepEqual(calls, [
    "sandbox_init(PROFILE, 0)",
    "open(/etc/passwd, 0)",
    "open(/dev/null, 1)",
    "socket(2, 1, 0)",
    "connect(5, 100200017f0000010000000000000000, 16)",
    "close(5)",
    "socket(1, 1, 0)",
    `connect(5, 6a01${
      new TextEncoder().encode("/var/run/mDNSResponder").toHex().padEnd(208, "0")
    }, 106)`,
    "close(5)",
    "execve(/usr/bin/true, 1, 1)",
    "posix_spawn(/pysandbox-no-such-program, 0, 0, 1, 1)",
    "kill(321, 19)",
    "bootstrap_look_up(771, com.apple.system.opendirectoryd.libinfo)",
    ...LIMIT_CALLS,
  ]);
});

Deno.test("a wall that nobody asked for is not built", () => {
  const { system, calls } = model();
  assert.deepEqual(macosWalls(system).names, ["seatbelt"]);
  assert.deepEqual(macosWalls(system).build(new Set(["landlock"])), []);
  assert.deepEqual(calls, []);
});

Deno.test("where the profile is refused, its error is told on one line and freed, and the limits still stand", () => {
  const { holds, missing, calls } = build({ profileRefused: "Operation not permitted\nline 2" });
  assert.equal(holds, false);
  assert.equal(
    missing,
    "macOS refused the profile (Operation not permitted line 2): run pysandbox outside of sandbox-exec and " +
      "other sandboxes, which cannot be nested",
  );
  assert.deepEqual(calls, [
    "sandbox_init(PROFILE, 0)",
    "sandbox_free_error(feed0000beef)",
    ...LIMIT_CALLS,
  ]);
});

Deno.test("an endless error is cut, and none at all is none", () => {
  const { missing } = build({ profileRefused: "x".repeat(10_000) });
  assert.match(missing!, /^macOS refused the profile \(x{199}\): run pysandbox outside/);
  const { missing: without, calls } = build({ profileRefused: null });
  assert.match(without!, /^macOS refused the profile: run pysandbox outside/);
  assert.deepEqual(calls, ["sandbox_init(PROFILE, 0)", ...LIMIT_CALLS]);
});

Deno.test("each thing that still works is named, and what it opened is closed", () => {
  const cases: readonly [string, string, string[]][] = [
    ["open", "it can still read a file; it can still write to a file", ["close(7)", "close(7)"]],
    [
      "connect",
      "it can still connect to the network; it can still connect to a service's socket",
      ["close(5)", "close(5)"],
    ],
    ["posix_spawn", "it can still start a process", []],
    ["kill", "it can still send a signal to its host", []],
    ["bootstrap_look_up", "it can still look up a service of the system", []],
    ["dup", "it can still copy a descriptor", ["close(9)"]],
  ];
  for (const [name, expected, closed] of cases) {
    const { holds, missing, calls } = build({ errors: { [name]: 0 } });
    assert.deepEqual({ holds, missing }, { holds: false, missing: expected });
    const closings = calls.filter((call) => call.startsWith("close"));
    const usual = name === "connect" ? [] : ["close(5)", "close(5)"];
    assert.deepEqual(closings.sort(), [...closed, ...usual].sort());
  }
});

Deno.test("a failure that is not Seatbelt's proves nothing", () => {
  const cases: readonly [string, number, string][] = [
    ["execve", 14, "the attempt to execute a program failed with error 14 in place of 1"],
    ["posix_spawn", 2, "the attempt to start a process failed with error 2 in place of 1"],
    [
      "bootstrap_look_up",
      1102,
      "the attempt to look up a service of the system failed with error 1102 in place of 1100",
    ],
    ["dup", 9, "copying a descriptor failed with error 9"],
  ];
  for (const [name, number, expected] of cases) {
    const { holds, missing } = build({ errors: { [name]: number } });
    assert.deepEqual({ holds, missing }, { holds: false, missing: expected });
  }
});

Deno.test("a socket that is refused from the start is as good as one that cannot connect", () => {
  const { holds, calls } = build({ errors: { socket: 1 } });
  assert.equal(holds, true);
  assert.deepEqual(calls.filter((call) => /^(connect|close)/.test(call)), []);
});

Deno.test("a limit that was not taken is named", () => {
  for (
    const [resource, what] of [[4, "core files"], [1, "written files"], [7, "processes"], [
      8,
      "open files",
    ]] as const
  ) {
    const { holds, missing } = build({ ignoredLimit: resource });
    assert.deepEqual({ holds, missing }, {
      holds: false,
      missing: `the limit of ${what} was not taken`,
    });
  }
});

const MACOS = Deno.build.os === "darwin";

Deno.test({
  name: `no other system has Seatbelt${MACOS ? " (not tried: macOS)" : ""}`,
  ignore: MACOS,
  fn: () => assert.equal(openMacosWalls(), null),
});

/** Builds the walls, says what came of it, then compiles code, grows memory, and waits for its last word. */
const LOCKED_PROCESS = `
  const { openMacosWalls } = await import(${
  JSON.stringify(new URL("../../src/walls/macos.ts", import.meta.url).href)
});
  const walls = openMacosWalls();
  const { stdin, stdout } = Deno;
  const say = (text) => stdout.writeSync(new TextEncoder().encode(text + "\\n"));
  say(JSON.stringify(walls.build(new Set(walls.names))));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2048 });
  memory.grow(1024);
  new Uint8Array(memory.buffer).fill(1);
  let sum = 0;
  const add = (index) => sum += index % 7;
  for (let index = 0; index < 3e6; index++) add(index);
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const seven = [1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 7, 11];
  const module = new WebAssembly.Module(new Uint8Array([...header, ...seven]));
  say(String(new WebAssembly.Instance(module).exports.f()));
  stdin.readSync(new Uint8Array(1));
  say("heard");
`;

Deno.test({
  name: `a process behind the real wall is refused everything, and lives on${
    MACOS ? "" : " (not tried: not macOS)"
  }`,
  ignore: !MACOS,
  fn: async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-config", LOCKED_PROCESS],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(Uint8Array.of(1));
    await writer.close();
    const { stdout } = await child.output();
    assert.deepEqual(new TextDecoder().decode(stdout).trimEnd().split("\n"), [
      JSON.stringify([{ name: "seatbelt", holds: true, missing: null }]),
      "7",
      "heard",
    ]);
  },
});
