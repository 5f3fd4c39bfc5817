import { deepEqual, ok } from "node:assert/strict";
import { growthOf, type Sample } from "../sample.ts";

const MIB = 2 ** 20;
const SAMPLE_MODULE = "../sample.ts";

const SAMPLE: Sample = {
  runs: 100,
  descriptors: 20,
  threads: 8,
  children: 0,
  residentBytes: 100 * MIB,
  heapBytes: 10 * MIB,
};

Deno.test("a host that stays as it is, or nearly, has no growth", () => {
  deepEqual(growthOf([SAMPLE, { ...SAMPLE, runs: 1000 }]), []);
  const nearly = { descriptors: 22, threads: 14, residentBytes: 128 * MIB, heapBytes: 13 * MIB };
  deepEqual(growthOf([SAMPLE, { ...SAMPLE, runs: 1000, ...nearly }]), []);
  const byChance = { ...SAMPLE, runs: 750, residentBytes: 500 * MIB };
  deepEqual(growthOf([SAMPLE, byChance, { ...SAMPLE, runs: 1000 }]), []);
});

Deno.test("descriptors, threads, memory and children that pile up are each told of", () => {
  const last = {
    runs: 1000,
    descriptors: 920,
    threads: 15,
    children: 0,
    residentBytes: 300 * MIB,
    heapBytes: 20 * MIB,
  };
  deepEqual(growthOf([SAMPLE, { ...SAMPLE, runs: 500, children: 2 }, last, last]), [
    "descriptors grew from 20 to 920 in 900 runs",
    "threads grew from 8 to 15 in 900 runs",
    "heapBytes grew from 10485760 to 20971520 in 900 runs",
    "residentBytes grew from 104857600 to 314572800 in 900 runs",
    "2 children were left after 500 runs",
  ]);
});

/** Takes samples in a process that may inspect itself, which takes all permissions. */
const PROGRAM = `
  import { takeSample } from ${JSON.stringify(new URL(SAMPLE_MODULE, import.meta.url).href)};
  const before = await takeSample(0);
  const file = await Deno.open("/dev/null");
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const kept = new Uint8Array(32 * 2 ** 20).fill(1);
  const after = await takeSample(1);
  child.kill("SIGKILL");
  await child.status;
  console.log(JSON.stringify([before, after, kept.length]));
`;

Deno.test("a sample counts open files, children and memory", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--v8-flags=--expose-gc", PROGRAM],
    stderr: "inherit",
  }).output();
  const [before, after] = JSON.parse(new TextDecoder().decode(stdout)) as [Sample, Sample];
  ok(after.descriptors > before.descriptors, `${before.descriptors} to ${after.descriptors}`);
  deepEqual([before.runs, before.children, after.runs, after.children], [0, 0, 1, 1]);
  ok(after.heapBytes > before.heapBytes + 31 * MIB, `${before.heapBytes} to ${after.heapBytes}`);
  ok(after.residentBytes > before.residentBytes + 16 * MIB);
});
