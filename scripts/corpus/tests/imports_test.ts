import { deepEqual } from "node:assert/strict";
import { withImports } from "../imports.ts";

/** The names that a bundle of `main` has, among these files. */
function namesFor(main: string, files: Readonly<Record<string, string>>): string[] {
  return [...withImports([main], (name) => files[name] ?? null).keys()].sort();
}

Deno.test("imports are followed, each file once, and only to files that are there", () => {
  const files = {
    "main.py": "import sys, helper as h\nimport a.b.c\n",
    "helper.py": "import main\nimport helper\n",
    "a/__init__.py": "",
    "a/b/c.py": "",
    "a/other.py": "",
  };
  deepEqual(namesFor("main.py", files), ["a/__init__.py", "a/b/c.py", "helper.py", "main.py"]);
});

Deno.test("from-imports may name modules, in parentheses and within functions", () => {
  const files = {
    "main.py":
      "def f():\n    from p import (\n        one,  # a comment, with commas\n        two as t,\n    )\n",
    "p/__init__.py": "from q import *",
    "p/one.py": "",
    "p/two.py": "",
    "p/three.py": "",
    "q.py": "",
  };
  deepEqual(namesFor("main.py", files), [
    ...["main.py", "p/__init__.py", "p/one.py", "p/two.py", "q.py"],
  ]);
});

Deno.test("relative imports start at their own package and never leave the folder", () => {
  const files = {
    "p/q/main.py":
      "from . import near\nfrom .deep.x import f\nfrom ..up import g\nfrom .... import out\n",
    "p/q/near.py": "",
    "p/q/deep/x.py": "",
    "p/up.py": "",
    "out.py": "",
  };
  deepEqual(namesFor("p/q/main.py", files), [
    ...["p/q/deep/x.py", "p/q/main.py", "p/q/near.py", "p/up.py"],
  ]);
});
