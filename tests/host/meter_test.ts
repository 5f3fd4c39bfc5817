import assert from "node:assert/strict";
import { openMeter } from "../../src/host/meter.ts";

const MIB = 1024 * 1024;
const LINUX = Deno.build.os === "linux";
const ONLY_LINUX = LINUX ? "" : " (not tried: not Linux)";

/** A process that does `first`, says so, and does `second` when it is told to. */
class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<Uint8Array>;

  constructor(first: string, second: string) {
    const say = "(text) => Deno.stdout.writeSync(new TextEncoder().encode(text))";
    const code = `const say = ${say};\n${first}\nsay("ready");\n` +
      `Deno.stdin.readSync(new Uint8Array(1));\n${second}\n`;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-config", code],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#output = this.#process.stdout.getReader();
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** What the process says next; null where it has ended. */
  async heard(): Promise<string | null> {
    const { value } = await this.#output.read();
    return value === undefined ? null : new TextDecoder().decode(value);
  }

  /** Lets the process go on. */
  async goOn(): Promise<void> {
    const writer = this.#process.stdin.getWriter();
    await writer.write(Uint8Array.of(1));
    writer.releaseLock();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#process.status;
    await this.#process.stdin.close().catch(() => {});
    await this.#output.cancel();
  }
}

Deno.test({
  name: `a process's processor time is what it used, and stands still while it waits${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    const burn =
      "const used = () => { const { user, system } = process.cpuUsage(); return user + system; };" +
      "while (used() < 200_000);";
    await using child = new Child(burn, "");
    assert.equal(await child.heard(), "ready");
    const meter = openMeter(child.pid)!;
    const used = meter.cpuMs()!;
    // By its own account at least 200 ms; the kernel counts in steps of up to 10 ms.
    assert(used > 180 && used < 20_000, `${used} ms`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const later = meter.cpuMs()!;
    assert(later >= used && later - used < 250, `${used} ms, then ${later} ms`);
  },
});

Deno.test({
  name: `a process's memory grows by what it takes${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    const take = `globalThis.kept = new Uint8Array(${100 * MIB}).fill(1); say("taken");` +
      "Deno.stdin.readSync(new Uint8Array(1));";
    await using child = new Child("", take);
    assert.equal(await child.heard(), "ready");
    const meter = openMeter(child.pid)!;
    const before = meter.memory()!;
    assert(before.residentBytes > 10 * MIB && before.residentBytes < 1000 * MIB);
    await child.goOn();
    assert.equal(await child.heard(), "taken");
    const after = meter.memory()!;
    for (const kind of ["residentBytes", "dataBytes"] as const) {
      const growth = (after[kind] - before[kind]) / MIB;
      assert(growth > 80 && growth < 200, `${kind} grew by ${growth} MiB`);
    }
  },
});

Deno.test({
  name: `a process's memory grows by the tables of pages that it looked at${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    // PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE: each touch takes 4 KiB of tables, and nothing else.
    const look = `
      const { symbols } = Deno.dlopen("libc.so.6", {
        mmap: { parameters: ["usize", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
      });
      const view = new Deno.UnsafePointerView(symbols.mmap(0n, 2n ** 37n, 1, 0x4022, -1, 0n));
      for (let offset = 0; offset < 2 ** 37; offset += 2 ** 21) view.getUint8(offset);
      say("looked");
      Deno.stdin.readSync(new Uint8Array(1));`;
    await using child = new Child("", look);
    assert.equal(await child.heard(), "ready");
    const meter = openMeter(child.pid)!;
    const before = meter.memory()!;
    await child.goOn();
    assert.equal(await child.heard(), "looked");
    const after = meter.memory()!;
    assert(after.residentBytes - before.residentBytes > 250 * MIB);
    assert(after.dataBytes - before.dataBytes < 100 * MIB);
  },
});

const ALLOCATE = `let text = "allocated";
  try { globalThis.kept = new ArrayBuffer(${512 * MIB}); } catch { text = "refused"; }
  say(text);`;

Deno.test({
  name: `a process cannot allocate past the limit of its data memory${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    await using child = new Child("", ALLOCATE);
    assert.equal(await child.heard(), "ready");
    const meter = openMeter(child.pid)!;
    assert.equal(meter.limitData(meter.memory()!.dataBytes + 100 * MIB), true);
    await child.goOn();
    // The engine may also give up, which is as good.
    assert([null, "refused"].includes(await child.heard()));
  },
});

Deno.test({
  name: `a process with room under the limit of its data memory allocates${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    await using child = new Child("", ALLOCATE);
    assert.equal(await child.heard(), "ready");
    const meter = openMeter(child.pid)!;
    assert.equal(meter.limitData(meter.memory()!.dataBytes + 1000 * MIB), true);
    await child.goOn();
    assert.equal(await child.heard(), "allocated");
  },
});

Deno.test({
  name: `of a process that is gone nothing is known${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    const child = new Child("", "");
    assert.equal(await child.heard(), "ready");
    const meter = openMeter(child.pid)!;
    await child[Symbol.asyncDispose]();
    assert.equal(meter.cpuMs(), null);
    assert.equal(meter.memory(), null);
    assert.equal(meter.limitData(100 * MIB), false);
  },
});
