import assert from "node:assert/strict";
import { formatDuration, formatSize, parseDuration, parseSize } from "../../src/core/units.ts";

Deno.test("durations are read in every unit, and a bare number is seconds", () => {
  const cases: [text: string, milliseconds: number][] = [
    ["500ms", 500],
    ["5s", 5000],
    ["5", 5000],
    ["1.5", 1500],
    ["1.", 1000],
    [".25", 250],
    ["2m", 120_000],
    ["0.5m", 30_000],
    ["1h", 3_600_000],
    [" 7s ", 7000],
    ["0", 0],
    ["0ms", 0],
    ["0.0h", 0],
  ];
  for (const [text, milliseconds] of cases) assert.equal(parseDuration(text), milliseconds, text);
});

Deno.test("a tiny duration never becomes 0, which would mean off", () => {
  assert.equal(parseDuration("0.0001ms"), 1);
  assert.equal(parseDuration("0.0001"), 1);
  assert.equal(parseDuration("1.4ms"), 1);
  assert.equal(parseDuration("1.6ms"), 2);
});

Deno.test("what is no duration gives null", () => {
  const texts = ["", " ", ".", "-1", "+1", "1e3", "5 s", "5S", "1d", "s", "0x10", "1,5", "1s2"];
  for (const text of [...texts, "Infinity", "NaN", "5s\n5s", "\u0665"]) {
    assert.equal(parseDuration(text), null, JSON.stringify(text));
  }
});

Deno.test("a duration beyond all numbers is infinite, for the range to refuse", () => {
  assert.equal(parseDuration("9".repeat(400)), Infinity);
});

Deno.test("sizes are read in every unit, in powers of 1024, and a bare number is mebibytes", () => {
  const [kib, mib, gib] = [1024, 1024 ** 2, 1024 ** 3];
  const cases: [text: string, bytes: number][] = [
    ["64", 64 * mib],
    ["64M", 64 * mib],
    ["64m", 64 * mib],
    ["64MB", 64 * mib],
    ["64MiB", 64 * mib],
    ["64mib", 64 * mib],
    ["512K", 512 * kib],
    ["512KiB", 512 * kib],
    ["1G", gib],
    ["1.5G", 1.5 * gib],
    [".5", mib / 2],
    ["100B", 100],
    ["100b", 100],
    ["1.9B", 1],
    [" 8M ", 8 * mib],
    ["0", 0],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

Deno.test("what is no size gives null", () => {
  const texts = ["", ".", "-1", "+1", "1e3", "5 M", "1T", "M", "iB", "5iB", "1Mi B", "0x10", "1,5"];
  for (const text of [...texts, "Infinity", "NaN", "5Bi"]) {
    assert.equal(parseSize(text), null, JSON.stringify(text));
  }
});

Deno.test("durations are written in their largest whole unit", () => {
  const cases: [milliseconds: number, text: string][] = [
    [0, "0ms"],
    [1, "1ms"],
    [999, "999ms"],
    [1000, "1s"],
    [1500, "1.5s"],
    [90_000, "90s"],
    [120_000, "2m"],
    [3_600_000, "1h"],
    [5_400_000, "90m"],
    [3_600_500, "3600.5s"],
  ];
  for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text);
});

Deno.test("sizes are written in their largest whole unit", () => {
  const cases: [bytes: number, text: string][] = [
    [0, "0B"],
    [1, "1B"],
    [1023, "1023B"],
    [1024, "1KiB"],
    [1025, "1025B"],
    [1536, "1536B"],
    [10 * 1024 ** 2, "10MiB"],
    [4096 * 1024 ** 2, "4GiB"],
    [1.5 * 1024 ** 3, "1536MiB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text);
});

Deno.test("what is written is read back as the same value", () => {
  for (const value of [1, 20, 999, 1000, 1500, 61_000, 3_600_000, 86_400_000, 1023, 1024, 7 ** 9]) {
    assert.equal(parseDuration(formatDuration(value)), value);
    assert.equal(parseSize(formatSize(value)), value);
  }
});
