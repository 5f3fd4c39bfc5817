/** The files that the pages name exist, and the table of attacks has each attack. */
import assert from "node:assert/strict";
import { ATTACKS_FOLDER } from "../attacks/read_attack.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].concat(
  [...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`)
    .filter((path) => path.endsWith(".md")).sort(),
);

/** A path of the project in backquotes; not one with a placeholder, nor what is made and not committed. */
const NAMED_PATH =
  /`((?:src|tests|scripts|assets|examples|clients|docs|\.github)\/(?!build\/)[a-z\d_./-]+)`/g;

for (const page of PAGES) {
  Deno.test(`the files that ${page} names exist`, () => {
    const named = [...read(page).matchAll(NAMED_PATH)].map(([, path]) => path!);
    assert.deepEqual(named.filter((path) => !exists(path)), []);
  });
}

Deno.test("each row of the table of attacks names attacks that exist, and each attack is in a row", () => {
  const table = read("docs/security.md").split("\n").filter((line) => line.startsWith("| "));
  const patterns = table.map((row) => row.split(" | ")).filter((cells) => cells.length === 6)
    .flatMap((cells) => [...cells[3]!.matchAll(/`([\w*]+)`/g)].map(([, name]) => name!));
  const attacks = [...Deno.readDirSync(ATTACKS_FOLDER)].map(({ name }) => name)
    .filter((name) => name.endsWith(".py")).map((name) => name.slice(0, -".py".length)).sort();
  const fits = (pattern: string, attack: string) =>
    new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(attack);
  assert.deepEqual(patterns.filter((one) => !attacks.some((attack) => fits(one, attack))), []);
  assert.deepEqual(attacks.filter((attack) => !patterns.some((one) => fits(one, attack))), []);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}
