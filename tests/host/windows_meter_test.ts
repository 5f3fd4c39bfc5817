/** The meter of Windows asks a model here. What it holds of a process is given up once, when the process has ended. */
import assert from "node:assert/strict";
import { openWindowsMeter, type ProcessSystem } from "../../src/host/meters/windows.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A process of which handles are counted. */
function model() {
  const state = { open: 0, isThere: true, kernel: 30_000n, user: 120_000n };
  const put = (target: unknown, value: bigint, at = 0) =>
    new DataView((target as Bytes).buffer).setBigUint64(at, value, true);
  const check = (handle: number | bigint) => {
    assert.equal(handle, 0x88n);
    assert.equal(state.open, 1, "the handle is open");
  };
  const system: ProcessSystem = {
    OpenProcess: (rights, inherit, pid) => {
      assert.deepEqual([rights, inherit, pid], [0x1000, 0, 77]);
      if (!state.isThere) return 0n;
      state.open++;
      return 0x88n;
    },
    CloseHandle: (handle) => {
      check(handle);
      state.open--;
      return 1;
    },
    GetProcessTimes: (handle, _created, _exited, kernel, user) => {
      check(handle);
      put(kernel, state.kernel);
      put(user, state.user);
      return 1;
    },
    K32GetProcessMemoryInfo: (handle, counters, bytes) => {
      check(handle);
      assert.deepEqual([bytes, (counters as Bytes).length], [72, 72]);
      put(counters, 5_000_000n, 16);
      put(counters, 9_000_000n, 56);
      return 1;
    },
  };
  return { state, system };
}

Deno.test("times and memory of a process of Windows are read by its handle", () => {
  const { state, system } = model();
  const meter = openWindowsMeter(77, system)!;
  assert.equal(meter.cpuMs(), 15);
  assert.deepEqual(meter.memory(), { residentBytes: 5_000_000, dataBytes: 9_000_000 });
  state.user += 10_000n;
  assert.equal(meter.cpuMs(), 16);
});

Deno.test("when the process has ended, its handle is given up, once, and its last times are kept", () => {
  const { state, system } = model();
  const meter = openWindowsMeter(77, system)!;
  state.user += 40_000n;
  meter.ended();
  assert.equal(state.open, 0);
  meter.ended();
  assert.deepEqual([meter.cpuMs(), meter.memory()], [19, null]);
});

Deno.test("a process that is not there has no meter", () => {
  const { state, system } = model();
  state.isThere = false;
  assert.equal(openWindowsMeter(77, system), null);
});
