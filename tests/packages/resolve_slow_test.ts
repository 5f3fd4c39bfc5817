/** Choices of wheels that take long, or many of them. */
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

Deno.test("the order in which wheels are found changes nothing", async () => {
  const orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]];
  const files = [
    "a-1-py3-none-any.whl",
    "a-1-py2.py3-none-any.whl",
    "a-2-py3-none-any.whl",
    "b-1-py3-none-any.whl",
  ];
  const chosen = await Promise.all(
    orders.map((order) =>
      resolve({
        requirements: ["b", "a<2"].map((text) => ({ text, by: "", hashes: [] })),
        requiresPython: [],
      }, {
        name: "the source",
        wheelsOf: (project) =>
          Promise.resolve(
            order.map((at) => files[at]!).filter((file) => file.startsWith(`${project}-`)).map((
              file,
            ) => ({
              ...{ file, yanked: false, requiresPython: null, sha256: null },
            })),
          ),
        metadataOf: (file) =>
          Promise.resolve({
            headers: `Name: ${file[0]}\nVersion: ${file[2]}`,
            sha256: "0".repeat(64),
          }),
      })
    ),
  );
  for (const one of chosen) {
    assert.deepEqual(one, ["a-1-py2.py3-none-any.whl", "b-1-py3-none-any.whl"]);
  }
});

Deno.test("a script for another Python, and digests that are all there", async () => {
  const only = { ...source, wheelsOf: () => source.wheelsOf("hole") };
  const requirements = [{ text: "hole==3", by: "x.py", hashes: ["f".repeat(64), "0".repeat(64)] }];
  const request = { requirements, requiresPython: [{ text: ">=3.15", by: "x.py" }] };
  await assert.rejects(resolve(request, only), {
    message: "x.py requires Python >=3.15, and this is 3.14.2",
  });
  const files = await resolve({ ...request, requiresPython: [] }, only);
  assert.deepEqual(files, ["hole-3-py3-none-any.whl"]);
});
