/** What is asked for, as it is written: files of requirements, blocks in scripts, and the form in which requirements are compared. */
import assert from "node:assert/strict";
import { normalRequirements } from "../../src/packages/requirements/normal.ts";
import { includesPython } from "../../src/packages/requirements/python_versions.ts";
import { readRequirementsFile } from "../../src/packages/requirements/requirements_file.ts";
import { scriptNeeds } from "../../src/packages/requirements/script_block.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = `${folder}/${name}`;
  await Deno.mkdir(path.replace(/[^/]*$/, ""), { recursive: true });
  await Deno.writeTextFile(path, text);
  return path;
}

async function assertRefused(text: string, message: string): Promise<void> {
  const path = await file("refused.txt", text);
  await assert.rejects(readRequirementsFile(path), {
    name: "UsageError",
    message: message.replaceAll("<file>", path).replaceAll("<folder>", folder),
  });
}

Deno.test("a file of requirements has comments, lines that go on, digests, and other such files", async () => {
  const digest = "a".repeat(64);
  const inner = await file("more/inner.txt", "-r deeper.txt\nthree\n");
  const deeper = await file("more/deeper.txt", "four ; python_version > '3' # why\n");
  const path = await file(
    "all.txt",
    `\ufeff# a comment that ends in a backslash \\\none>=1 # why\r\n\n  two[x] == 2 \\\n` +
      `    --hash=sha256:${digest} \\\n --hash sha256:${"B".repeat(64)}\n` +
      `-r more/inner.txt\n--requirement=more/inner.txt\nfive#no-comment\n`,
  );
  assert.deepEqual(await readRequirementsFile(path), [
    { text: "one>=1", by: `${path} line 2`, hashes: [] },
    { text: "two[x] == 2", by: `${path} line 4`, hashes: [digest, "b".repeat(64)] },
    { text: "four ; python_version > '3'", by: `${deeper} line 1`, hashes: [] },
    { text: "three", by: `${inner} line 2`, hashes: [] },
    { text: "four ; python_version > '3'", by: `${deeper} line 1`, hashes: [] },
    { text: "three", by: `${inner} line 2`, hashes: [] },
    { text: "five#no-comment", by: `${path} line 9`, hashes: [] },
  ]);
});

Deno.test("what a file of requirements cannot have here is refused by name", async () => {
  for (const option of ["-e .", "--index-url https://example.org", "-c other.txt", "--pre"]) {
    await assertRefused(
      `one\n${option}\n`,
      `<file> line 2: expected a requirement, or -r FILE; got the option '${option.split(" ")[0]}'`,
    );
  }
  await assertRefused(
    `one --hash=md5:${"0".repeat(32)}\n`,
    `<file> line 1: expected --hash=sha256:DIGEST; got '--hash=md5:${"0".repeat(32)}'`,
  );
  await assertRefused(
    "one --global-option=x\n",
    "<file> line 1: expected --hash=sha256:DIGEST; got '--global-option=x'",
  );
  await assertRefused(
    "\n-r none.txt\n",
    "<file> line 2: cannot read '<folder>/none.txt': no such file or directory",
  );
  await assertRefused(
    "-r refused.txt\n",
    "<file> line 1: '<file>' is more than 8 files deep",
  );
  await assertRefused("a\n".repeat(2001), "<file> line 2001: expected at most 2000 requirements");
});

const BLOCK = (toml: string) =>
  `#!/usr/bin/env python\n# /// script\n${
    toml.split("\n").map((line) => line === "" ? "#" : `# ${line}`).join("\n")
  }\n# ///\nimport x\n`;

Deno.test("a script says what it needs in comments", () => {
  const needs = scriptNeeds(
    BLOCK(
      `requires-python = ">=3.11" # enough
dependencies = [
  "attrs>=25", # a comment
  'rich',
  "a\\u00e9 \\"b\\"",
]

[tool.x]
dependencies = 1`,
    ),
    "x.py",
  );
  assert.deepEqual(needs, {
    dependencies: ["attrs>=25", "rich", 'a\u00e9 "b"'],
    requiresPython: ">=3.11",
  });
  assert.deepEqual(scriptNeeds(BLOCK("").replaceAll("\n", "\r\n"), "x.py"), {
    dependencies: [],
    requiresPython: null,
  });
});

Deno.test("a text has no block that does not begin, go on and end as the specification says", () => {
  for (
    const text of [
      "",
      "# /// script\n",
      "# /// script\n# ///\n",
      "# /// script\n# dependencies = []\n",
      "# /// script\n# dependencies = []\n\n# ///\n",
      "# /// script\n#dependencies = []\n# ///\n",
      " # /// script\n# dependencies = []\n# ///\n",
      "# /// other\n# /// script\n",
    ]
  ) {
    assert.equal(scriptNeeds(text, "x.py"), null, text);
  }
});

Deno.test("a block ends with the last end among its comments", () => {
  const text = '# /// script\n# dependencies = ["a"] # """\n# ///\n# # ///\n# ///\nx = 1\n# ///\n';
  assert.throws(() => scriptNeeds(text, "x.py"), {
    message: "x.py: its block '# /// script' is no TOML: expected a key in its line 2",
  });
});

Deno.test("a block that is there twice, or says something else, is refused", () => {
  const refused = (text: string, problem: string) =>
    assert.throws(() => scriptNeeds(text, "x.py"), {
      name: "UsageError",
      message: `x.py: its block '# /// script' ${problem}`,
    });
  refused(BLOCK("dependencies = []") + "\n" + BLOCK(""), "is there twice");
  refused(BLOCK("dependencies = 1"), "has 'dependencies' that are no array of strings");
  refused(BLOCK("dependencies = [1]"), "has 'dependencies' that are no array of strings");
  refused(BLOCK("requires-python = []"), "has a 'requires-python' that is no string");
  refused(BLOCK("dependencies = ["), "is no TOML: expected a value in its line 1");
  refused(BLOCK("x".repeat(70_000)), "has more than 65536 characters");
  refused(
    BLOCK(`dependencies = [${'"a",'.repeat(501)}]`),
    "has more than 500 dependencies",
  );
});

Deno.test("a script of many beginnings of blocks takes no longer than its bytes", () => {
  const began = performance.now();
  assert.equal(scriptNeeds("# /// script\n".repeat(200_000), "x.py"), null);
  assert.equal(scriptNeeds("# /// script\n\n".repeat(200_000), "x.py"), null);
  assert.throws(() => scriptNeeds(BLOCK(`x = ${"[".repeat(60_000)}`), "x.py"), /32 deep/);
  for (const flood of ["#", " ", "a.", '"\\', "'''", "x=1\n", '[""', "{a={"]) {
    const text = flood.repeat(Math.floor(60_000 / flood.length));
    try {
      scriptNeeds(BLOCK(text), "x.py");
      scriptNeeds(BLOCK(`x = ${text}`), "x.py");
    } catch (error) {
      assert.equal((error as Error).name, "UsageError");
    }
  }
  assert.ok(performance.now() - began < 10_000);
});

Deno.test("requirements are compared in one form", () => {
  assert.deepEqual(
    normalRequirements([
      "Rich_Text >= 1 , < 2",
      "attrs",
      " attrs ",
      'b [ x , y ] ; sys_platform  ==  "a  b" and  extra',
    ]),
    ["attrs", 'b[x,y];sys_platform=="a  b"and extra', "rich-text>=1,<2"],
  );
  assert.deepEqual(normalRequirements(["a; x in y or z", "?"]), ["?", "a;x in y or z"]);
  const began = performance.now();
  normalRequirements([`a${" ".repeat(200_000)}`, `a${" x".repeat(200_000)}`]);
  assert.ok(performance.now() - began < 5_000);
});

Deno.test("a version of Python is among others as PEP 440 has it", () => {
  const cases: Record<string, boolean | null> = {
    ...{ "": true, ">=3.11": true, ">=3.14": true, ">=3.14.3": false, ">3.14.2": false },
    ...{ "<3.14": false, "<4": true, "~=3.11": true, "~=3.14.0": true, "~=3.13.0": false },
    ...{ "==3.14.*": true, "==3.13.*": false, "!=3.14.*": false, "==3.14.2": true },
    ...{ ">=3.11,<3.15": true, ">=3.11, <3.14": false, ">=3.14.2rc1": true, ">3.14.2rc1": true },
    ...{ ">=3.14.2.post1": false, "<=3.14.2": true, "===3.14.2": true, "3.14": null, ">=x": null },
    ...{ ">=3.*": null, "==3.14.2.0": true },
  };
  for (const [specifiers, expected] of Object.entries(cases)) {
    assert.equal(includesPython(specifiers, "3.14.2"), expected, specifiers);
  }
});
