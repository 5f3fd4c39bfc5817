/** The command line of `deno task platforms`, and the digests that its packages are held against. */
import assert from "node:assert/strict";
import { InternalError, UsageError } from "../../../src/core/errors.ts";
import { testFiles } from "../../test/files.ts";
import { checkDigest, fetchDeno } from "../deno_package.ts";
import { parseOptions, SYSTEMS } from "../options.ts";
import { SUITE } from "../suite.ts";

const DEFAULTS = { kernel: "trixie", seconds: 3600 } as const;

Deno.test("a system, its tests and its kernel are read from the command line", () => {
  assert.deepEqual(parseOptions(["windows"]), {
    ...{ system: "windows", ...DEFAULTS, work: { tests: [] } },
  });
  const words = ["arm64", "--kernel", "trixie-16k", "tests/a", "--seconds", "60", "tests/b"];
  assert.deepEqual(parseOptions(words), {
    ...{ system: "arm64", kernel: "trixie-16k", seconds: 60 },
    work: { tests: ["tests/a", "tests/b"] },
  });
  assert.equal(parseOptions(["windows", "--help"]), null);
});

Deno.test("what follows pysandbox is its own", () => {
  assert.deepEqual(parseOptions(["arm64", "pysandbox", "run", "--seed", "1", "-c", "pass"]), {
    ...{ system: "arm64", ...DEFAULTS },
    work: { command: ["run", "--seed", "1", "-c", "pass"] },
  });
});

Deno.test("wrong words are refused by name", () => {
  for (
    const [words, message] of [
      [[], "the system: expected one of windows, arm64; got ''"],
      [["macos"], "the system: expected one of windows, arm64; got 'macos'"],
      [
        ["arm64", "--kernel", "sid"],
        "--kernel: expected one of bookworm, trixie, trixie-16k, trixie-backports; got 'sid'",
      ],
      [["arm64", "--seconds"], "--seconds: expected a whole number of seconds; got ''"],
      [["arm64", "--fast"], "unknown option '--fast'; see --help"],
    ] as const
  ) {
    assert.throws(
      () => parseOptions(words),
      (error: unknown) => error instanceof UsageError && error.message === message,
    );
  }
});

Deno.test("every path in the lists of tests has tests", () => {
  for (const system of SYSTEMS) {
    for (const path of SUITE[system]) assert.ok(testFiles(path).length > 0, path);
  }
});

Deno.test("Deno is fetched in the version of the checkout, and is the file that is known, or refused", async () => {
  const bytes = new TextEncoder().encode("another file");
  assert.throws(
    () => checkDigest("x@1", bytes, "AA=="),
    (error: unknown) =>
      error instanceof InternalError &&
      error.message.startsWith("x@1 is another file: expected SHA-512 AA==; got "),
  );
  const wanted = /^deno (\S+)/m.exec(await Deno.readTextFile(".tool-versions"))![1]!;
  await assert.rejects(fetchDeno("arm64", "/nowhere", "0.0.1"), {
    name: "InternalError",
    message:
      `.tool-versions asks for Deno 0.0.1; scripts/platforms/deno_package.ts knows the digest of ${wanted}: write the other's there`,
  });
});
