/** The pages of the project: each relative link leads to a file that exists, and to a heading that it has. */
import assert from "node:assert/strict";
import { posix } from "node:path";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["", "docs/", "clients/python/", "clients/typescript/", ".github/"];
const PAGES = FOLDERS.flatMap((folder) =>
  [...Deno.readDirSync(new URL(folder || ".", ROOT))]
    .filter(({ name, isFile }) => isFile && name.endsWith(".md"))
    .map(({ name }) => folder + name)
).sort();

Deno.test("the pages are found", () => {
  for (const page of ["README.md", "SECURITY.md", "docs/architecture.md"]) {
    assert.ok(PAGES.includes(page), page);
  }
});

for (const page of PAGES) {
  Deno.test(`the links of ${page} lead somewhere`, () => {
    const broken = linksOf(read(page)).filter((link) => !leadsSomewhere(page, link));
    assert.deepEqual(broken, []);
  });
}

Deno.test("a link to a missing file, or to a missing heading, is found", () => {
  assert.deepEqual(linksOf("[a](b.md) ![c](d.svg#e) `[f](g)`\n```\n[h](i)\n```\n[j]: k.md"), [
    "b.md",
    "d.svg#e",
    "k.md",
  ]);
  assert.ok(leadsSomewhere("docs/security.md", "../README.md#usage"));
  assert.ok(!leadsSomewhere("docs/security.md", "README.md"));
  assert.ok(!leadsSomewhere("README.md", "docs/security.md#no-such-heading"));
  assert.ok(!leadsSomewhere("README.md", "#no-such-heading"));
});

/** Targets of links, of images and of references; not those in code. */
function linksOf(text: string): string[] {
  const prose = withoutCode(text).replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)/gm)].map((match) =>
    (match[1] ?? match[2])!
  );
}

function leadsSomewhere(page: string, link: string): boolean {
  if (/^(?:https|mailto):/.test(link)) return true;
  const [path, anchor] = link.split("#");
  const target = path === "" ? page : posix.join(posix.dirname(page), path!);
  try {
    if (Deno.statSync(new URL(target, ROOT)).isDirectory) return anchor === undefined;
  } catch {
    return false;
  }
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, "");
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}
