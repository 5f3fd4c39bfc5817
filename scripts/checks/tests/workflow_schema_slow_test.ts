/** The workflows and the action by the schemas for GitHub's files, as check-jsonschema has them. */
import assert from "node:assert/strict";
import { pathOf } from "../../../tests/clients/python.ts";
import { Installation, succeeds } from "../../../tests/install/installed.ts";
import { lacking, tryTest } from "../../../tests/needs.ts";

const PYTHON = Deno.build.os === "windows" ? "python" : "python3";
const hasPypi = await succeeds(PYTHON, "-m", "pip", "--quiet", "index", "versions", "packaging");

tryTest({
  name: "the workflows and the action are valid by their schemas",
  lacks: lacking([PYTHON, "bash"]) ?? (hasPypi ? null : "PyPI"),
  fn: async () => {
    const installation = new Installation();
    try {
      const scripts = installation.path(Deno.build.os === "windows" ? "Scripts" : "bin");
      await installation.expect(PYTHON, ["-m", "venv", installation.folder]);
      const install = ["-m", "pip", "install", "--quiet", "check-jsonschema"];
      await installation.expect(`${scripts}/python`, install);
      const check = (schema: string, file: string) =>
        installation.expect(`${scripts}/check-jsonschema`, ["--builtin-schema", schema, file]);
      for (const name of ["ci.yml", "release.yml"]) {
        await check("vendor.github-workflows", pathOf(`.github/workflows/${name}`));
      }
      await check("vendor.github-actions", pathOf("action.yml"));
    } finally {
      installation.remove();
    }
  },
});

Deno.test("the scripts of the workflows can be read by bash", async () => {
  const installation = new Installation();
  let count = 0;
  try {
    for (const name of ["ci.yml", "release.yml"]) {
      const text = await Deno.readTextFile(pathOf(`.github/workflows/${name}`));
      for (const [, script] of text.matchAll(/^ {8}run: \|\n((?: {10}.*\n|\n)+)/gm)) {
        count++;
        await installation.expect("bash", ["-n"], { stdin: script!.replaceAll(/^ {10}/gm, "") });
      }
    }
    assert.ok(count >= 6, `${count} scripts were found`);
  } finally {
    installation.remove();
  }
});
