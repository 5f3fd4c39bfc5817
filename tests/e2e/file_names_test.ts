/** Names of files are names, whatever they mean in JavaScript, and as long as on Linux. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";

async function expectOutput(code: string, stdout: string, options: readonly string[] = []) {
  const finished = await pysandbox(["run", ...options, "-c", code]);
  assert.deepEqual([finished.code, finished.stdout, finished.stderr], [0, stdout, ""]);
}

const NAMES =
  `["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "toLocaleString",
  "propertyIsEnumerable", "__lookupGetter__", "__defineSetter__", "length", "name"]`;

Deno.test("files with names that JavaScript's objects have are made, listed, renamed and deleted", async () => {
  const code = `
import os
names = ${NAMES}
for make in (lambda name: open(name, "w").close(), os.mkdir, lambda name: os.symlink("to", name)):
  os.mkdir("/tmp/here"); os.chdir("/tmp/here")
  assert not any(os.path.lexists(name) for name in names)
  for name in names: make(name)
  assert sorted(os.listdir()) == sorted(names)
  for name in names: os.rename(name, name + "2")
  assert sorted(os.listdir()) == sorted(name + "2" for name in names)
  for name in names: (os.rmdir if make is os.mkdir else os.remove)(name + "2")
  assert os.listdir() == [] and not os.path.lexists("__proto__")
  os.chdir("/"); os.rmdir("/tmp/here")
print([name for name in names if os.path.lexists("/" + name)])`;
  await expectOutput(code, "[]\n");
});

/** Ways to do something a thousand times over that names of JavaScript's made give memory back. */
const GIVING_BACK: Readonly<Record<string, string>> = {
  "renaming": "name = names[turn % len(names)]; os.rename(last, name); last = name",
  "deleting and making again":
    "os.remove(last); last = names[turn % len(names)]; open(last, 'w').close()",
  "replacing":
    "name = names[turn % len(names)]; open(name + 'x', 'w').close(); os.replace(name + 'x', name)",
};

for (const [what, turn] of Object.entries(GIVING_BACK)) {
  Deno.test(`${what} gives no memory back that was never taken`, async () => {
    const code = `
import os
os.chdir("/tmp")
names = ${NAMES}
last = "first"
open(last, "w").close()
held = 0
try:
  while held < 200:
    with open(f"f{held}", "wb") as file: file.write(b"x" * (8 << 20))
    held += 8
    for turn in range(1000): ${turn}
except OSError: pass
print(held <= 64)`;
    await expectOutput(code, "True\n", ["-H", "64", "-t", "60s"]);
  });
}

Deno.test("a name of more than 255 bytes is too long, for all that is done with one", async () => {
  const code = `
import errno, os
os.chdir("/tmp")
for long in ("a" * 256, "\\u00e9" * 128, "\\u65e5" * 86, "\\U0001F600" * 64):
  for use in (lambda: open(long, "w"), lambda: os.mkdir(long), lambda: os.symlink("x", long), lambda: os.stat(long),
              lambda: os.listdir(long), lambda: os.rename("there", long), lambda: open("folder/" + long, "w"), lambda: open(long + "/x")):
    open("there", "w").close()
    os.makedirs("folder", exist_ok=True)
    try: use()
    except OSError as e: assert e.errno == errno.ENAMETOOLONG, (len(long), e)
    else: assert False, long
  assert sorted(os.listdir()) == ["folder", "there"]
for fits in ("a" * 255, "\\u00e9" * 127, "\\u65e5" * 85, "\\U0001F600" * 63):
  open(fits, "w").close()
  assert fits in os.listdir()
  os.remove(fits)
print("right")`;
  await expectOutput(code, "right\n");
});

Deno.test("a name is the bytes that it was made of, whether they are UTF-8 or not", async () => {
  const code = `
import glob, os, pathlib, shutil
os.chdir("/tmp")
names = [b"\\xff\\xfe.txt", b"a\\xff", b"\\xe2\\x82", b"\\xe2\\x82x", b"\\xed\\xa0\\x80", b"\\xc0\\x80", b"\\xf4\\x90\\x80\\x80", b"\\xf0\\x9f\\x98",
         b"\\x80" * 255, "\\U0001F600".encode() + b"\\xff", "gr\\u00fc\\u20ac\\U0001F600".encode(), bytes(range(0x80, 0x100))]
for make in (lambda name: open(name, "w").close(), os.mkdir, lambda name: os.symlink(b"to" + name[:200], name)):
  os.mkdir(b"here\\xff"); os.chdir(b"here\\xff")
  assert os.getcwdb() == b"/tmp/here\\xff" and os.getcwd() == "/tmp/here\\udcff"
  for name in names: make(name)
  assert sorted(os.listdir(b".")) == sorted(names)
  assert sorted(os.listdir(".")) == sorted(map(os.fsdecode, names))
  assert sorted(entry.name for entry in os.scandir(b".")) == sorted(names)
  assert sorted(map(os.fsencode, glob.glob("*"))) == sorted(names)
  assert sorted(os.fsencode(path.name) for path in pathlib.Path(".").iterdir()) == sorted(names)
  for name in names:
    assert os.path.lexists(name) and os.path.lexists(os.fsdecode(name))
    assert name[:-1] in names or not os.path.lexists(name[:-1])
    if os.path.islink(name): assert os.readlink(name) == b"to" + name[:200]
    os.rename(name, b"\\xfe"); os.rename(os.fsdecode(b"\\xfe"), name)
  os.chdir("..")
  shutil.rmtree("here\\udcff")
  assert not os.path.exists(b"here\\xff")
for long in (b"\\xff" * 256, "\\ud800", "a\\udc7f"):
  try: open(long, "w")
  except (OSError, UnicodeEncodeError) as e: print(type(e).__name__)
print(os.listdir())`;
  await expectOutput(code, "OSError\nUnicodeEncodeError\nUnicodeEncodeError\n[]\n");
});
