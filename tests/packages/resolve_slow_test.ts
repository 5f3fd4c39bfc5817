/** A choice of wheels that would take for ever. */
import assert from "node:assert/strict";
import { resolve } from "../../src/packages/resolve/resolve.ts";
import type { WheelSource } from "../../src/packages/resolve/wheel_source.ts";
import { MEBIBYTE } from "../../src/core/units.ts";

/** Pigeons in one hole fewer: each version of a pigeon needs a hole for itself. */
const PIGEONS = 12;

const source: WheelSource = {
  name: "the source",
  wheelsOf: (project) => {
    const versions = project.startsWith("pigeon") ? PIGEONS - 1 : PIGEONS;
    return Promise.resolve(Array.from({ length: versions }, (_, version) => ({
      ...{ file: `${project}-${version}-py3-none-any.whl`, yanked: false },
      ...{ requiresPython: null, sha256: "0".repeat(64) },
    })));
  },
  metadataOf: (file) => {
    const [project, version] = file.split("-") as [string, string];
    const number = /^pigeon(\d+)$/.exec(project)?.[1];
    const needs = number === undefined ? "" : `\nRequires-Dist: hole${version}==${number}`;
    return Promise.resolve({
      headers: `Name: ${project}\nVersion: ${version}${needs}`,
      sha256: null,
    });
  },
};

Deno.test("it is ended when its processor time is used up, and the next one works", async () => {
  const limits = {
    ...{ timeoutMs: 60_000, cpuMs: 3000, maxHeapBytes: 256 * MEBIBYTE, maxOutputBytes: MEBIBYTE },
  };
  const wanting = (pigeons: number) => ({
    requirements: Array.from({ length: pigeons }, (_, at) => (
      { text: `pigeon${at}`, by: "the command line", hashes: [] }
    )),
    requiresPython: [],
  });
  await assert.rejects(resolve(wanting(PIGEONS), source, limits), {
    name: "PackageError",
    message: "choosing wheels failed: used more than 3s of processor time",
  });
  assert.equal((await resolve(wanting(2), source, limits)).length, 4);
});
