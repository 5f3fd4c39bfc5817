/**
 * The walls of Linux for real: processes that build them around themselves, with every permission of Deno granted, and
 * then try what nobody may do behind them. Without walls they can do all of it.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { openKernel, placeBytes } from "../../src/walls/linux/kernel.ts";
import { landlockAbi, shortcomingsOf } from "../../src/walls/linux/landlock.ts";
import type { WallState } from "../../src/walls/walls.ts";
import { lacking, tryTest } from "../needs.ts";

const LINUX = Deno.build.os === "linux";
const FIXTURE = new URL("../fixtures/walls/linux.ts", import.meta.url).pathname;
const ENDINGS = new URL("../fixtures/walls/linux_end.ts", import.meta.url).pathname;
const LISTENER = new URL("../fixtures/listener.ts", import.meta.url).pathname;

const AF_UNIX = 1;
const SOCK_DGRAM = 2;

/** What the process said of itself. */
interface Said {
  readonly states: readonly WallState[];
  /** "done", or the name of the error, by what was tried. */
  readonly results: Readonly<Record<string, string>>;
  readonly honest: Readonly<Record<string, unknown>>;
}

/** The version of Landlock that this machine has; 0 for none. */
function abiHere(): number {
  if (!LINUX) return 0;
  const abi = landlockAbi(openKernel()!);
  return typeof abi === "number" ? abi : 0;
}

/** What the fixture can still do behind Landlock alone: what no version of it knows, and what the one here does not. */
function unknownTo(abi: number): string[] {
  return [
    ...(abi < 4 ? ["listen for TCP", "connect by TCP"] : []),
    ...(abi < 6 ? ["signal the parent"] : []),
    "socket(2)",
    "socket(2), on another thread",
    ...(abi < 6 ? ["connect(2) to an abstract socket"] : []),
    "pipe(2)",
    ...(abi < 6 ? ["kill(2) of the parent"] : []),
    "kill(2) of the group",
    "prctl(2)",
    "setrlimit(2)",
    "read(2) of what the parent left open",
    "mmap(2) of what the parent left open",
  ];
}

const HONEST = {
  "JavaScript becomes machine code": 998763,
  "WebAssembly is compiled on other threads, runs, and grows": [12, 6553600],
  "memory out of bounds is an exception": "RuntimeError",
  "garbage is collected": true,
  "randomness comes": true,
  "the clock goes on": true,
  "timers ring": "rang",
  "input is read": "input",
};

linuxTest("without walls everything works that they have to refuse", async () => {
  const { said } = await behind("none");
  deepEqual(said.states, []);
  deepEqual(done(said), Object.keys(said.results));
  ok(Object.keys(said.results).length > 25);
  deepEqual(said.honest, HONEST);
});

linuxTest(
  "behind both walls nothing works that they have to refuse, and all else does",
  async () => {
    const { said, written } = await behind("landlock,seccomp");
    const [landlock, seccomp] = said.states;
    deepEqual(seccomp, { name: "seccomp", holds: true, missing: null });
    const abi = abiHere();
    if (abi > 0) {
      deepEqual(landlock, { name: "landlock", holds: true, missing: shortcomingsOf(abi) });
    } else {
      equal(landlock!.holds, false);
      ok(landlock!.missing !== null);
    }
    deepEqual(done(said), []);
    ok(["fork(2)", "execve(2)", "a Worker"].every((name) => name in said.results));
    deepEqual(said.honest, HONEST);
    deepEqual(written, ["deleted: as it was", "moved: as it was", "there: as it was"]);
  },
);

linuxTest("the filter of system calls holds alone", async () => {
  const { said, written } = await behind("seccomp");
  deepEqual(said.states, [{ name: "seccomp", holds: true, missing: null }]);
  deepEqual(done(said), []);
  deepEqual(said.honest, HONEST);
  deepEqual(written, ["deleted: as it was", "moved: as it was", "there: as it was"]);
});

tryTest({
  name: "Landlock holds alone, on every thread",
  elsewhere: LINUX ? null : "only on Linux",
  lacks: abiHere() === 0 ? "a kernel with Landlock" : lacking(["bash", "grep", "sed"]),
  fn: async () => {
    const { said, written } = await behind("landlock");
    const abi = abiHere();
    deepEqual(said.states, [{ name: "landlock", holds: true, missing: shortcomingsOf(abi) }]);
    deepEqual(done(said), unknownTo(abi));
    deepEqual(said.honest, HONEST);
    deepEqual(written, ["deleted: as it was", "moved: as it was", "there: as it was"]);
  },
});

/** What the superuser's threads have, and no others. */
const NONE = ["CapPrm", "CapEff"].map((name) => `${name}:\t${"0".repeat(16)}`).join(" ");

linuxTest(
  "seen from outside, every thread has the filter and no capabilities, and the process can have no more",
  async () => {
    const { threads, limits } = await behind("landlock,seccomp");
    ok(threads.length >= 2);
    deepEqual(new Set(threads), new Set([`${NONE} NoNewPrivs:\t1 Seccomp:\t2`]));
    deepEqual(limits, [
      "Max file size 0 0 bytes",
      "Max core file size 0 0 bytes",
      "Max processes 0 0 processes",
      "Max open files 1 1 files",
    ]);
  },
);

// The walls must not change how an end looks: verdicts are made of it.
for (
  const [way, code, signal] of [
    ["out of memory", 133, "SIGTRAP"],
    ["abort", 134, "SIGABRT"],
    ["segmentation fault", 139, "SIGSEGV"],
    ["killed by itself", 137, "SIGKILL"],
    ["exit", 7, null],
  ] as const
) {
  linuxTest(`a process behind the walls ends as ever: ${way}`, async () => {
    const flags = "--v8-flags=--max-old-space-size=60";
    const { stdout, stderr, ...status } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-code-cache", "-A", flags, ENDINGS, way],
    }).output();
    const [, seccomp] = JSON.parse(new TextDecoder().decode(stdout));
    equal(seccomp, null);
    deepEqual([status.code, status.signal], [code, signal]);
    const words = new TextDecoder().decode(stderr);
    equal(/out of memory/.test(words), way === "out of memory", words);
  });
}

function linuxTest(name: string, fn: () => Promise<void>): void {
  const lacks = lacking(["bash", "grep", "sed"]);
  tryTest({ name, fn, lacks, elsewhere: LINUX ? null : "only on Linux" });
}

function done({ results }: Said): string[] {
  return Object.keys(results).filter((name) => results[name] === "done");
}

interface Seen {
  readonly said: Said;
  /** The files that are in its folder afterwards, and what is in them. */
  readonly written: readonly string[];
  /** What the kernel says of each thread, and of the process. */
  readonly threads: readonly string[];
  readonly limits: readonly string[];
}

/** Runs the fixture behind walls, with a folder of its own, a listener to connect to, and an open file that it inherits. */
async function behind(walls: string): Promise<Seen> {
  const folder = await Deno.makeTempDir();
  for (const name of ["there", "moved", "deleted"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "as it was");
  }
  const listener = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-net", LISTENER],
    stdout: "piped",
  }).spawn();
  const heard = listener.stdout.getReader();
  const port = new TextDecoder().decode((await heard.read()).value).trim();
  const socket = new AbstractSocket();
  const words = [FIXTURE, walls, folder, port, socket.name];
  const child = new Deno.Command("bash", {
    args: [
      "-c",
      'exec 77<"$0"; exec "$@"',
      FIXTURE,
      Deno.execPath(),
      "run",
      "--quiet",
      "--no-code-cache",
      "-A",
      ...words,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  try {
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode("input"));
    const said = await readLine(child.stdout);
    const threads = await shell(
      `grep -hE 'CapPrm|CapEff|NoNewPrivs|Seccomp:' /proc/${child.pid}/task/*/status | paste -d ' ' - - - -`,
    );
    const limits = await shell(
      `grep -E 'file size|processes|open files' /proc/${child.pid}/limits | tr -s ' ' | sed 's/ $//'`,
    );
    await input.close();
    const { code } = await child.status;
    equal(code, 0);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    const written = names.map((name) => `${name}: ${contentOf(`${folder}/${name}`)}`);
    return { said: JSON.parse(said), written, threads, limits };
  } finally {
    socket.close();
    listener.kill("SIGKILL");
    await listener.status;
    await heard.cancel();
    await Deno.remove(folder, { recursive: true });
  }
}

/** A socket with a name that is in no folder. */
class AbstractSocket {
  readonly name = crypto.randomUUID();
  readonly #kernel = openKernel()!;
  readonly #socket = this.#kernel.call("socket", AF_UNIX, SOCK_DGRAM, 0);

  constructor() {
    const address = new TextEncoder().encode(`\x01\0\0${this.name}`);
    const place = placeBytes(this.#kernel, address);
    equal(this.#kernel.call("bind", this.#socket, place.address, address.length), 0);
  }

  close(): void {
    this.#kernel.call("close", this.#socket);
  }
}

/** The first line of a stream, which is left to be read no further. */
async function readLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  return text;
}

async function shell(command: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("bash", { args: ["-c", command] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n");
}

function contentOf(path: string): string {
  return Deno.lstatSync(path).isFile ? Deno.readTextFileSync(path) : "no file";
}
