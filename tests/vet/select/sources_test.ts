/** Which files the words of a command line mean. */
import assert from "node:assert/strict";
import { findSources, type Source } from "../../../src/vet/select/sources.ts";
import { inTree } from "../tree.ts";

const ON_UNIX = { ignore: Deno.build.os === "windows" };

const TREE = {
  "b.py": "",
  "a.py": "",
  "C.PY": "",
  "notes.md": "",
  "data.txt": "",
  "x.jsonl": "",
  "lib/c.py": "",
  "lib/deep/er/d.py": "",
  "lib/deep/README.MD": "",
  "lib/__pycache__/e.py": "",
  "lib/node_modules/f.py": "",
  "venv/lib/python3.14/site-packages/g.py": "",
  ".git/hooks/h.py": "",
  ".hidden.py": "",
  "empty/readme.txt": "",
};

async function paths(words: string[]): Promise<string[]> {
  return (await findSources(words)).map(({ path, kind, problem }) =>
    problem === null ? `${kind} ${path}` : `${kind} ${path}: ${problem}`
  );
}

Deno.test("a folder means its Python files and those below it, by name, but for hidden folders and those of tools", async () => {
  await inTree(TREE, async () => {
    assert.deepEqual(await paths(["."]), [
      ...["C.PY", ".hidden.py", "a.py", "b.py", "lib/c.py", "lib/deep/er/d.py"].sort()
        .map((path) => `python ${path}`),
    ]);
    assert.deepEqual(await paths(["lib/"]), ["python lib/c.py", "python lib/deep/er/d.py"]);
    assert.deepEqual(await paths(["lib/__pycache__", ".git"]), [
      "python lib/__pycache__/e.py",
      "python .git/hooks/h.py",
    ]);
  });
});

Deno.test("a file means itself, whatever it is called, by what its name says", async () => {
  await inTree(TREE, async () => {
    assert.deepEqual(await paths(["data.txt", "notes.md", "x.jsonl", "lib/deep/README.MD", "-"]), [
      "python data.txt",
      "markdown notes.md",
      "json-lines x.jsonl",
      "markdown lib/deep/README.MD",
      "json-lines -",
    ]);
  });
});

Deno.test("what is meant twice is there once, where it was meant first", async () => {
  await inTree(TREE, async () => {
    assert.deepEqual(await paths(["lib/deep/er/d.py", "lib", "lib/c.py"]), [
      "python lib/deep/er/d.py",
      "python lib/c.py",
    ]);
  });
});

Deno.test("a pattern means files of every kind with programs", async () => {
  await inTree(TREE, async (folder) => {
    assert.deepEqual(await paths(["*"]), [
      ...[
        "python C.PY",
        "python .hidden.py",
        "python a.py",
        "python b.py",
        "markdown notes.md",
        "json-lines x.jsonl",
      ]
        .sort((one, other) => one.split(" ")[1]! < other.split(" ")[1]! ? -1 : 1),
    ]);
    assert.deepEqual(await paths(["lib/**/*.py"]), ["python lib/c.py", "python lib/deep/er/d.py"]);
    assert.deepEqual(await paths(["**/*.MD"]), ["markdown lib/deep/README.MD"]);
    assert.deepEqual(await paths([`${folder}/?.py`]), [
      `python ${folder}/a.py`,
      `python ${folder}/b.py`,
    ]);
  });
});

Deno.test("a file whose name looks like a pattern is that file", ON_UNIX, async () => {
  await inTree({ "a*.py": "", "ab.py": "" }, async () => {
    assert.deepEqual(await paths(["a*.py"]), ["python a*.py"]);
  });
});

Deno.test("what means nothing is refused", async () => {
  await inTree(TREE, async () => {
    for (
      const [word, message] of [
        ["gone.py", "can't open 'gone.py': no such file or folder"],
        ["", "can't open '': no such file or folder"],
        ["empty", "'empty': no Python file is in this folder"],
        ["lib/*.md", "'lib/*.md': no file with programs matches this pattern"],
        ["gone/*.py", "can't read 'gone': no such file or directory"],
      ] as const
    ) {
      await assert.rejects(() => findSources([word]), { name: "UsageError", message }, word);
    }
  });
});

Deno.test(
  "a link leads to nothing outside of its folder; links to folders are not followed",
  ON_UNIX,
  async () => {
    await inTree({ "out/secret.py": "", "in/a.py": "", "in/sub/b.py": "" }, async (folder) => {
      const links = {
        "in/z1.py": `${folder}/out/secret.py`,
        "in/z2.py": "a.py",
        "in/z3.py": "nowhere",
        "in/z4.py": "/dev/zero",
        "in/z5.py": "z5.py",
        "in/folder.py": "../out",
        "in/loop": ".",
        "in/data.txt": "/etc/passwd",
      };
      for (const [path, target] of Object.entries(links)) await Deno.symlink(target, path);
      const leadsOut = "it is a link that leads out of the folder that was given";
      for (const word of ["in", "in/*.py"]) {
        const found = (await findSources([word])).filter(({ path }) => !path.includes("sub"));
        assert.deepEqual(problems(found), {
          "in/a.py": null,
          "in/z1.py": leadsOut,
          "in/z2.py": null,
          "in/z3.py": "it is a link to nothing",
          "in/z4.py": leadsOut,
          "in/z5.py": "too many levels of symbolic links",
        });
      }
      assert.deepEqual(await paths(["in/z1.py"]), ["python in/z1.py"]);
    });
  },
);

Deno.test("a FIFO is no program", ON_UNIX, async () => {
  await inTree({ "a.py": "" }, async () => {
    await new Deno.Command("mkfifo", { args: ["b.py"] }).output();
    assert.deepEqual(await paths(["."]), ["python a.py", "python b.py: it is no regular file"]);
    await assert.rejects(() => findSources(["b.py"]), {
      message: "can't read 'b.py': expected a file or a folder",
    });
  });
});

function problems(sources: readonly Source[]): Record<string, string | null> {
  return Object.fromEntries(sources.map(({ path, problem }) => [path, problem]));
}
