import assert from "node:assert/strict";
import { findCircles, findViolations, formatViolation, RULES } from "../layers.ts";

/** Each part, and every part that it may import from. */
const ALLOWED: Record<string, string[]> = {
  core: ["core"],
  wire: ["core", "wire"],
  report: ["core", "report"],
  pack: ["core", "pack"],
  wasm: ["core", "wasm"],
  walls: ["core", "walls"],
  link: ["core", "pack", "wasm", "walls", "link"],
  host: ["core", "wire", "report", "walls", "host"],
  jail: ["core", "wire", "pack", "walls", "jail"],
  packages: ["core", "wire", "pack", "link", "walls", "host", "packages"],
  doctor: ["core", "host", "walls", "doctor"],
  engine: ["core", "host", "packages", "engine"],
  protocols: ["core", "engine", "report", "protocols"],
  vet: ["core", "engine", "report", "vet"],
  repl: ["core", "host", "report", "repl"],
  cli: ["core", "doctor", "host", "report", "repl", "protocols", "vet", "packages", "walls", "cli"],
};

for (const [from, allowed] of Object.entries(ALLOWED)) {
  for (const to of Object.keys(ALLOWED)) {
    const expected = allowed.includes(to);
    Deno.test(`${from} ${expected ? "may" : "may not"} import ${to}`, () => {
      const found = findViolations(`src/${from}/a.ts`, `import { b } from "../${to}/b.ts";\n`);
      assert.deepEqual(found.map(({ imported }) => imported), expected ? [] : [`../${to}/b.ts`]);
    });
  }
}

Deno.test("every part has a rule, and every rule a part", () => {
  assert.deepEqual(Object.keys(RULES).sort(), [...Object.keys(ALLOWED), "cli.ts", "mod.ts"].sort());
});

Deno.test("the entry imports core, cli, jail and link, and nothing else", () => {
  const text = Object.keys(ALLOWED).map((part) => `await import("./src/${part}/main.ts");\n`);
  const found = findViolations("cli.ts", text.join(""));
  assert.deepEqual(
    found.map(({ imported }) => imported),
    [
      "wire",
      "report",
      "pack",
      "wasm",
      "walls",
      "host",
      "packages",
      "doctor",
      "engine",
      "protocols",
      "vet",
      "repl",
    ]
      .map((part) => `./src/${part}/main.ts`),
  );
});

Deno.test("the library's entry imports core and engine, and nothing else", () => {
  const text = Object.keys(ALLOWED).map((part) => `export * from "./src/${part}/a.ts";\n`);
  const found = findViolations("mod.ts", text.join(""));
  assert.deepEqual(
    found.map(({ imported }) => imported),
    [
      "wire",
      "report",
      "pack",
      "wasm",
      "walls",
      "link",
      "host",
      "jail",
      "packages",
      "doctor",
      "protocols",
      "vet",
      "repl",
      "cli",
    ].map((part) => `./src/${part}/a.ts`),
  );
});

Deno.test("a violation names the file, the line, what was imported and what is allowed", () => {
  const text =
    `/** A file. */\nimport type { A } from "./a.ts";\nimport { b } from "../jail/b.ts";\n`;
  assert.deepEqual(findViolations("src/cli/x.ts", text).map(formatViolation), [
    "src/cli/x.ts:3: imports ../jail/b.ts; " +
    "allowed: src/cli/, src/core/, src/doctor/, src/host/, src/report/, src/repl/, src/protocols/, src/vet/, src/packages/, src/walls/, node:, JSON data",
  ]);
});

for (
  const [form, text] of [
    ["a type", `import type { B } from "../host/b.ts";`],
    ["a default", `import b from "../host/b.ts";`],
    ["a namespace", `import * as b from "../host/b.ts";`],
    ["a side effect", `import "../host/b.ts";`],
    ["names over several lines", `import {\n  b,\n  type C,\n} from "../host/b.ts";`],
    ["single quotes and no spaces", `import{b}from'../host/b.ts'`],
    [
      "a second statement on the line",
      `import { a } from "./a.ts"; import { b } from "../host/b.ts";`,
    ],
    ["an attribute", `import b from "../host/b.ts" with { type: "json" };`],
    ["a passed-on name", `export { b } from "../host/b.ts";`],
    ["a passed-on type", `export type { B } from "../host/b.ts";`],
    ["everything passed on", `export * from "../host/b.ts";`],
    ["a namespace passed on", `export * as b from "../host/b.ts";`],
    ["an import at run time", `const b = await import("../host/b.ts");`],
    ["an import at run time over two lines", "const b = import(\n  `../host/b.ts`,\n);"],
    ["an import in a type", `let b: import("../host/b.ts").B;`],
    ["a way round", `import { b } from "./../../src/host/b.ts";`],
  ] as const
) {
  Deno.test(`a forbidden import is found in the form of ${form}`, () => {
    const found = findViolations("src/wire/x.ts", `${text}\n`);
    assert.equal(found.length, 1);
    assert.match(found[0]!.imported, /b\.ts$/);
  });
}

Deno.test("comments, other calls and plain exports are no imports", () => {
  const text = [
    "/**",
    ' * import { b } from "../host/b.ts"; await import("../host/b.ts")',
    " */",
    '// import { b } from "../host/b.ts";',
    'export const from = "../host/b.ts";',
    'export function make() { return Array.from("../host/b.ts"); }',
    'const url = import.meta.resolve("../host/b.ts");',
    'loader.import("../host/b.ts");',
    "const computed = await import(new URL(name, base).href);",
  ].join("\n");
  assert.deepEqual(findViolations("src/core/x.ts", text), []);
});

Deno.test("nothing imports a package", () => {
  const imported = (file: string, specifier: string) =>
    findViolations(file, `import x from "${specifier}";`).map((violation) => violation.imported);
  assert.deepEqual(imported("cli.ts", "commander"), ["commander"]);
  for (
    const name of ["terser", "npm:terser", "jsr:@std/cli", "https://example.org/x.ts", "/x.ts"]
  ) {
    assert.deepEqual(imported("src/cli/parse.ts", name), [name]);
  }
  assert.deepEqual(imported("src/host/x.ts", "node:util"), []);
});

Deno.test("outside of src only data is imported, and nothing of tests or scripts", () => {
  const imports = ["../../deno.json", "../../assets/manifest.json"].map((path) =>
    `import x from "${path}" with { type: "json" };`
  );
  assert.deepEqual(findViolations("src/cli/version.ts", imports.join("\n")), []);
  for (
    const path of ["../../cli.ts", "../../scripts/a.ts", "../../tests/a.ts", "../../tests/a.json"]
  ) {
    const found = findViolations("src/cli/x.ts", `import x from "${path}";`);
    assert.deepEqual(found.map(({ imported }) => imported), [path]);
  }
});

Deno.test("a folder or file without a rule is a violation in itself", () => {
  for (const [file, part] of [["src/pool/a.ts", "pool"], ["src/a.ts", "src/a.ts"]] as const) {
    assert.deepEqual(findViolations(file, "").map(formatViolation), [
      `${file}:1: imports nothing yet, being part of '${part}'; allowed: a folder that has a rule: ` +
      "core, wire, report, pack, wasm, walls, link, host, jail, packages, doctor, engine, protocols, vet, repl, cli, cli.ts, mod.ts",
    ]);
  }
});

/** Files by path, each importing the others that are named, one way or another. */
function filesOf(imports: Readonly<Record<string, readonly string[]>>): Map<string, string> {
  return new Map(
    Object.entries(imports).map((
      [path, texts],
    ) => [path, texts.map((text) => `${text}\n`).join("")]),
  );
}

Deno.test("files that import one another are a circle, whatever the form of the import", () => {
  const files = filesOf({
    "src/a/one.ts": [`import { two } from "./deep/two.ts";`],
    "src/a/deep/two.ts": [`export type { Three } from "../../b/three.ts";`],
    "src/b/three.ts": [`const one = await import("../a/one.ts");`],
    "src/b/four.ts": [`import "../a/one.ts";`],
  });
  assert.deepEqual(findCircles(files), [
    ["src/a/one.ts", "src/a/deep/two.ts", "src/b/three.ts", "src/a/one.ts"],
  ]);
});

Deno.test("a file that imports itself is a circle", () => {
  const files = filesOf({ "src/a.ts": [`import type { A } from "./a.ts";`] });
  assert.deepEqual(findCircles(files), [["src/a.ts", "src/a.ts"]]);
});

Deno.test("each of several circles is found", () => {
  const files = filesOf({
    "src/a.ts": [`import "./b.ts";`, `import "./c.ts";`],
    "src/b.ts": [`import "./a.ts";`],
    "src/c.ts": [`import "./a.ts";`],
  });
  assert.deepEqual(findCircles(files), [
    ["src/a.ts", "src/b.ts", "src/a.ts"],
    ["src/a.ts", "src/c.ts", "src/a.ts"],
  ]);
});

Deno.test("files that are imported twice, unknown files and comments are no circle", () => {
  const files = filesOf({
    "src/a.ts": [`import "./b.ts";`, `import "./c.ts";`],
    "src/b.ts": [`import "./c.ts";`, `import "./unknown.ts";`, `import "node:path";`],
    "src/c.ts": [`// import "./a.ts";`],
  });
  assert.deepEqual(findCircles(files), []);
});
