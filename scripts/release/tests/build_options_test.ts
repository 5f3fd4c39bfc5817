import assert from "node:assert/strict";
import { parseOptions } from "../build/options.ts";
import { localName, localTarget, releaseName, TARGETS } from "../build/targets.ts";

const KNOWN = "linux-x64, linux-arm64, macos-x64, macos-arm64, windows-x64";

/** The names of the targets that this argv requests. */
function targets(...argv: string[]): string[] {
  const request = parseOptions(argv);
  assert.equal(request.kind, "release");
  return request.kind === "release" ? request.targets.map(({ name }) => name) : [];
}

Deno.test("without a word, executables are made for all targets", () => {
  assert.deepEqual(targets(), KNOWN.split(", "));
});

Deno.test("targets are repeated or separated by commas, named by us or by Deno, and made once each", () => {
  assert.deepEqual(targets("--target", "macos-arm64"), ["macos-arm64"]);
  assert.deepEqual(targets("--target", "windows-x64,linux-x64"), ["windows-x64", "linux-x64"]);
  assert.deepEqual(targets("--target=macos-x64", "--target=linux-arm64, macos-x64"), [
    "macos-x64",
    "linux-arm64",
  ]);
  assert.deepEqual(targets("--target", "linux-x64,x86_64-unknown-linux-gnu"), ["linux-x64"]);
});

Deno.test("what is no target is refused by name", () => {
  for (const word of ["linux", "LINUX-X64", "aarch64-pc-windows-msvc", ""]) {
    const error = { name: "UsageError", message: `unknown target '${word}'; expected ${KNOWN}` };
    assert.throws(() => parseOptions(["--target", word]), error);
    assert.throws(() => parseOptions([`--target=linux-x64,${word}`]), error);
  }
});

Deno.test("what is no option is refused by name", () => {
  assert.throws(() => parseOptions(["--tarket", "linux-x64"]), {
    name: "UsageError",
    message: /^Unknown option '--tarket'.* \(see --help\)$/,
  });
  assert.throws(() => parseOptions(["linux-x64"]), {
    name: "UsageError",
    message: /^Unexpected argument 'linux-x64'.* \(see --help\)$/,
  });
});

Deno.test("the local executable is for this machine, and for no target besides", () => {
  assert.deepEqual(parseOptions(["--local"]), {
    kind: "local",
    targets: [localTarget()],
    packages: null,
  });
  assert.equal(localTarget().triple, Deno.build.target);
  assert.throws(() => parseOptions(["--local", "--target", "linux-x64"]), {
    name: "UsageError",
    message: "--target is for 'deno task build'; --local is for this machine alone",
  });
});

Deno.test("a machine for which no executable is made is refused by Deno's name for it", () => {
  assert.throws(() => localTarget("aarch64-pc-windows-msvc"), {
    name: "BuildError",
    message: "no executable is made for aarch64-pc-windows-msvc, which this machine is; " +
      `expected ${KNOWN}`,
  });
});

Deno.test("each executable is named for its version and target, with .exe where Windows asks for it", () => {
  assert.deepEqual(TARGETS.map((target) => [releaseName(target, "0.1.0"), localName(target)]), [
    ["pysandbox-0.1.0-linux-x64", "pysandbox"],
    ["pysandbox-0.1.0-linux-arm64", "pysandbox"],
    ["pysandbox-0.1.0-macos-x64", "pysandbox"],
    ["pysandbox-0.1.0-macos-arm64", "pysandbox"],
    ["pysandbox-0.1.0-windows-x64.exe", "pysandbox.exe"],
  ]);
});

Deno.test("an environment is embedded where it is named, for one machine or for all", () => {
  assert.equal((parseOptions([]) as { packages: unknown }).packages, null);
  for (const argv of [["--local", "--packages", "a.env"], ["-p", "a.env"]]) {
    assert.equal((parseOptions(argv) as { packages: unknown }).packages, "a.env");
  }
});
