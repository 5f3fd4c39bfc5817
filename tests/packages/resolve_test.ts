/** The choice of wheels, in a jail: from what made-up wheels say of themselves. */
import assert from "node:assert/strict";
import { UsageError } from "../../src/core/errors.ts";
import { PackageError } from "../../src/packages/package_error.ts";
import { NoWheelsError, resolve } from "../../src/packages/resolve/resolve.ts";
import type { WheelEntry, WheelSource } from "../../src/packages/resolve/wheel_source.ts";
import { readWheelName } from "../../src/packages/wheel.ts";
import { TAGS } from "./make_wheel.ts";

const PURE = "py3-none-any";

/** A wheel: further headers of its metadata, or what is known without them, or why it cannot be read. */
type Made = string[] | Partial<WheelEntry> | Error;

/** Wheels by the names of their files, without `.whl`. */
function sourceOf(wheels: Readonly<Record<string, Made>>): WheelSource {
  const digest = (file: string) => file.replace(/[^a-f0-9]/g, "").padEnd(64, "0");
  return {
    name: "the source",
    wheelsOf: (project) =>
      Promise.resolve(
        Object.entries(wheels).map(([name, made]): WheelEntry => ({
          ...{ file: `${name}.whl`, yanked: false, requiresPython: null, sha256: null },
          ...(made instanceof Error || Array.isArray(made) ? {} : made),
        })).filter(({ file }) => readWheelName(file)!.project === project),
      ),
    metadataOf: (file) => {
      const made = wheels[file.slice(0, -".whl".length)]!;
      if (made instanceof Error) return Promise.reject(made);
      const [name, version] = file.split("-");
      const headers = Array.isArray(made) ? made : [];
      const fixed = headers.some((line) => line.startsWith("Name:"))
        ? []
        : [`Name: ${name}`, `Version: ${version}`];
      return Promise.resolve({
        headers: ["Metadata-Version: 2.4", ...fixed, ...headers].join("\n"),
        sha256: digest(file),
      });
    },
  };
}

function requested(texts: readonly (string | [text: string, ...hashes: string[]])[]) {
  const requirements = texts.map((one) => {
    const [text, ...hashes] = typeof one === "string" ? [one] : one;
    return { text: text!, by: "the command line", hashes };
  });
  return { requirements, requiresPython: [] };
}

type Texts = Parameters<typeof requested>[0];

async function chosen(wheels: Readonly<Record<string, Made>>, ...texts: Texts): Promise<string> {
  const files = await resolve(requested(texts), sourceOf(wheels));
  return files.map((file) => file.slice(0, -".whl".length)).join(", ");
}

async function assertRefused(
  wheels: Readonly<Record<string, Made>>,
  texts: Texts,
  message: string,
  kind: new (message: string) => Error = PackageError,
): Promise<void> {
  await assert.rejects(resolve(requested(texts), sourceOf(wheels)), (error: Error) => {
    assert.equal(error.message, message);
    assert.equal(error.constructor, kind);
    return true;
  });
}

Deno.test("the newest versions are chosen that go together, with what they depend on, for this Python", async () => {
  const wheels = {
    [`a-1-${PURE}`]: ["Requires-Dist: b<2"],
    [`a-2-${PURE}`]: ["Requires-Dist: b>=2", "Requires-Dist: c; sys_platform == 'emscripten'"],
    [`a-3-${PURE}`]: ["Requires-Dist: b>=9"],
    [`a-4-cp314-cp314-manylinux_2_28_x86_64`]: [],
    [`b-1-${PURE}`]: [],
    [`b-2-${PURE}`]: ["Requires-Dist: nowhere; sys_platform == 'linux'"],
    [`b-3rc1-${PURE}`]: [],
    [`c-1-${PURE}`]: ["Requires-Dist: nowhere; extra == 'x'"],
    // Of one version the wheel for this platform, and the later build.
    [`d-1-${PURE}`]: [],
    [`d-1-${TAGS}`]: [],
    [`d-2-cp315-cp315-pyemscripten_2026_0_wasm32`]: [],
    [`d-2-cp314-cp314t-pyemscripten_2026_0_wasm32`]: [],
    [`e-1-1-cp311-abi3-pyemscripten_2026_0_wasm32`]: [],
    [`e-1-2-py2.py3-none-any`]: [],
    // Extras, one by one and through others.
    [`f-1-${PURE}`]: [
      ...[
        "Provides-Extra: Some_One",
        "Provides-Extra: all",
        "Requires-Dist: nowhere; extra == 'no'",
      ],
      ...["Requires-Dist: g; extra == 'some-one'", "Requires-Dist: f[some-one]; extra == 'all'"],
    ],
    [`g-1-${PURE}`]: [],
  };
  assert.equal(
    await chosen(wheels, "A", "nowhere; python_version < '3'", "d", "e", "f[all]"),
    `a-2-${PURE}, b-2-${PURE}, c-1-${PURE}, d-1-${TAGS}, e-1-2-py2.py3-none-any, f-1-${PURE}, g-1-${PURE}`,
  );
  await assertRefused(wheels, ["f[none]"], "f 1 has no extra 'none'; it has all, some-one");
});

Deno.test("a wheel that cannot be used is passed over, and named where there is no other", async () => {
  const wheels = {
    [`a-1-${PURE}`]: [],
    [`a-2-${PURE}`]: ["Requires-Python: >=3.15"],
    [`a-3-${PURE}`]: { requiresPython: "<3.14" },
    [`a-4-${PURE}`]: ["Requires-Dist: !"],
    [`a-5-${PURE}`]: ["Name: b", "Version: 5"],
    [`a-6-${PURE}`]: new PackageError("it is broken"),
    [`a-7-${PURE}`]: ["Requires-Dist: b @ https://example.org/b.whl"],
    [`a-8-${PURE}`]: { yanked: true },
    [`a-9-${PURE}`]: [`Requires-Dist: b; ${"(".repeat(100_000)}`],
    [`b-1-${PURE}`]: [],
    [`b-2-${PURE}`]: { yanked: true },
  };
  assert.equal(await chosen(wheels, "a", "b==2"), `a-1-${PURE}, b-2-${PURE}`);
  await assertRefused(
    wheels,
    ["a>1"],
    "a: the command line wants a>1; 9: its metadata cannot be read (Marker expression is nested more " +
      "than 200 levels deep); 7: needs 'b @ https://example.org/b.whl', which is an address and no " +
      "version; 6: it is broken; 5: its metadata is of b; 4: its metadata cannot be read (Expected " +
      "package name at the start of dependency specifier); " +
      "3: requires Python <3.14, and this is 3.14.2 and 1 more",
    NoWheelsError,
  );
});

Deno.test("where wheels do not go together, the error says who wants what, and what there is", async () => {
  await assertRefused(
    {
      [`a-1-${PURE}`]: ["Requires-Dist: c<2"],
      [`b-1-${PURE}`]: ["Requires-Dist: c>=2"],
      [`c-1-${PURE}`]: [],
      [`c-2-${PURE}`]: [],
    },
    ["a", "b"],
    "c: a 1 wants c<2 and b 1 wants c>=2; in the source there is 2, 1",
    NoWheelsError,
  );
});

Deno.test("digests are those of the wheel, and all wheels have them or none", async () => {
  const wheels = { [`a-1-${PURE}`]: ["Requires-Dist: b"], [`b-1-${PURE}`]: [] };
  const [a, b] = Object.keys(wheels).map((name) =>
    `${name}.whl`.replace(/[^a-f0-9]/g, "").padEnd(64, "0")
  ) as [string, string];
  await assertRefused(
    wheels,
    [["a", "f".repeat(64)]],
    `a: the command line wants a; 1: its SHA-256 is ${a}, which no --hash of the command line is`,
    NoWheelsError,
  );
  await assertRefused(
    wheels,
    [["a", "f".repeat(64), a]],
    `b: others have --hash, so each needs one; that of 1 is sha256:${b}`,
  );
});

Deno.test("requirements that are none are refused as they were written", async () => {
  await assertRefused(
    {},
    ["a=>1"],
    "'a=>1' (the command line): expected a requirement such as 'attrs>=25'; " +
      "Expected semicolon (after name with no version specifier) or end",
    UsageError,
  );
  await assertRefused(
    {},
    ["a @ file:///a.whl"],
    "'a @ file:///a.whl' (the command line): expected versions, not an address; " +
      "put the wheel into the folder of --wheels",
    UsageError,
  );
});

Deno.test("a source that fails ends the choice with its own error", async () => {
  const source = { ...sourceOf({}), wheelsOf: () => Promise.reject(new Error("no network")) };
  await assert.rejects(resolve(requested(["a"]), source), { message: "no network" });
});
