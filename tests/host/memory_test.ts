/** The bounds of a jail's memory. */
import { deepEqual, equal } from "node:assert/strict";
import { boundMemory } from "../../src/host/memory_bounds.ts";
import type { Meter } from "../../src/host/meter.ts";

const MIB = 1024 * 1024;
const SLACK = 160 * MIB;

/** A meter of a process with so much memory, on a kernel that takes limits or not. */
function meterOf(dataBytes: number, residentBytes: number, takes: boolean): [Meter, number[]] {
  const limits: number[] = [];
  const limitData = (bytes: number) => {
    limits.push(bytes);
    return takes;
  };
  return [{
    cpuMs: () => 0,
    memory: () => ({ dataBytes, residentBytes }),
    limitData,
    endedChildrenMs: () => null,
    ended: () => {},
  }, limits];
}

Deno.test("the kernel's limit is what is held, what may still be held, and room for the engine", () => {
  const [meter, limits] = meterOf(700 * MIB, 80 * MIB, true);
  const bounds = boundMemory(64 * MIB, meter, 40 * MIB, true);
  deepEqual(limits, [700 * MIB + 24 * MIB + SLACK]);
  deepEqual(bounds, {
    byKernel: true,
    isGone: false,
    residentBytes: 80 * MIB + 2 * (24 * MIB + SLACK),
  });
});

Deno.test("a program that asks for less memory gets a lower limit in a jail that could hold more", () => {
  const [large, largeLimits] = meterOf(700 * MIB, 80 * MIB, true);
  const [small, smallLimits] = meterOf(700 * MIB, 80 * MIB, true);
  boundMemory(256 * MIB, large, 35 * MIB, true);
  boundMemory(64 * MIB, small, 35 * MIB, true);
  equal(largeLimits[0]! - smallLimits[0]!, 192 * MIB);
});

Deno.test("where the kernel takes no limit the resident size is watched more strictly", () => {
  const [meter] = meterOf(700 * MIB, 80 * MIB, false);
  deepEqual(boundMemory(64 * MIB, meter, 64 * MIB, true), {
    byKernel: false,
    isGone: false,
    residentBytes: 80 * MIB + SLACK,
  });
  const [left, limits] = meterOf(700 * MIB, 80 * MIB, true);
  equal(boundMemory(64 * MIB, left, 64 * MIB, false).byKernel, false);
  deepEqual(limits, []);
});

Deno.test("without a meter nothing is bounded, and nothing is claimed", () => {
  deepEqual(boundMemory(64 * MIB, null, 0, true), {
    byKernel: false,
    isGone: false,
    residentBytes: Infinity,
  });
});

Deno.test("where the process has ended, it is told from a kernel that takes no limit", () => {
  const [meter] = meterOf(700 * MIB, 80 * MIB, false);
  const before = boundMemory(64 * MIB, { ...meter, memory: () => null }, 64 * MIB, true);
  deepEqual(before, { byKernel: false, isGone: true, residentBytes: Infinity });
  const answers = [meter.memory(), null];
  const between = { ...meter, memory: () => answers.shift()! };
  equal(boundMemory(64 * MIB, between, 64 * MIB, true).isGone, true);
});
