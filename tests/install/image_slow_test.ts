/**
 * The files of the image, in the place of a root: made by the Dockerfile's own script, and run there without privileges. It shows that
 * nothing is missing in the image; `scripts/release/image/try.sh` tries a built one.
 */
import assert from "node:assert/strict";
import { BINARY } from "../e2e/command.ts";
import { EXITS, Installation, installTest, succeeds } from "./installed.ts";
import { pathOf } from "../clients/python.ts";

const isLinux = Deno.build.os === "linux";
const canUnshare = BINARY === undefined ||
  await succeeds("unshare", "--mount", "--pid", "--net", "--fork", "true");
const needs = {
  commands: ["unshare", "setpriv", "chroot", "ldd"],
  lacks: canUnshare ? null : "the right to unshare, which root has",
};

/** Runs what follows as the user of the image, in its root, which is read-only; no network, no other process, no capability. */
const CONTAINED = `
  set -eu
  mount --bind "$1" "$1"
  mount -t proc none "$1/proc"
  for device in null zero random urandom; do mount --bind "/dev/$device" "$1/dev/$device"; done
  mount -o remount,bind,ro "$1"
  root=$1
  shift
  cd "$root/work"
  exec setpriv --no-new-privs --inh-caps=-all chroot --userspec=65532:65532 --groups= "$root" "$@"
`;

let installation: Installation;
let root = "";

if (BINARY !== undefined && isLinux && canUnshare) {
  Deno.test.beforeAll(async () => {
    installation = new Installation();
    root = installation.path("image");
    const dockerfile = await Deno.readTextFile(pathOf("Dockerfile"));
    const [, script] = /^RUN (set -eu;(?:.*\\\n)*.*)$/m.exec(dockerfile)!;
    // What COPY and the engine do.
    await Deno.mkdir(`${root}/usr/local/bin`, { recursive: true });
    await Deno.mkdir(`${root}/usr/share/doc/pysandbox`, { recursive: true });
    await Deno.copyFile(BINARY!, `${root}/usr/local/bin/pysandbox`);
    for (const folder of ["proc", "dev"]) await Deno.mkdir(`${root}/${folder}`);
    for (const device of ["null", "zero", "random", "urandom"]) {
      await Deno.writeTextFile(`${root}/dev/${device}`, "");
    }
    await installation.expect("sh", ["-c", script!.replaceAll("/image", root)]);
    await installation.expect("chmod", ["755", installation.folder, root]);
  });
  Deno.test.afterAll(() => installation.remove());
}

const words = (...command: string[]) => [
  ...["--mount", "--pid", "--net", "--fork", "sh", "-c", CONTAINED, "sh", root],
  ...["/usr/local/bin/pysandbox", ...command],
];

function imageTest(name: string, fn: () => Promise<void>): void {
  if (isLinux) installTest(name, needs, fn);
}

imageTest("in the image's root every wall and limit holds, for a user without rights", async () => {
  const { code, stdout } = await installation.run("unshare", words("doctor", "--json"));
  const { ok, checks } = JSON.parse(stdout);
  const failed = checks.filter(({ ok }: { ok: boolean }) => !ok);
  assert.deepEqual([code, ok, failed], [0, true, []]);
  for (const wall of ["seccomp", "landlock", "rlimit"]) {
    assert.ok(checks.some(({ name }: { name: string }) => name === wall), `${wall} was tried`);
  }
});

imageTest("in the image's root programs run, and end with their exit codes", async () => {
  const { stdout } = await installation.run("unshare", words("run", "-"), {
    stdin: "import os, sys; print(sys.version_info[:2], os.getcwd())",
  });
  assert.match(stdout, /^\(3, 14\) /);
  for (const [code, ...rest] of EXITS) {
    assert.equal((await installation.run("unshare", words("run", ...rest))).code, code, `${rest}`);
  }
});

imageTest(
  "the image has the executable, its libraries and licences, and no program besides",
  async () => {
    const files =
      (await installation.expect("find", [root, "-xdev", "-type", "f", "-printf", "%P\n"]))
        .trim().split("\n").filter((path) => !path.startsWith("dev/"));
    const isExpected = (path: string) =>
      /^usr\/local\/bin\/pysandbox$|^usr\/share\/doc\/|(?:^|\/)(?:lib\w+\.so\.\d+|ld-linux-[\w-]+\.so\.\d)$/
        .test(path);
    assert.deepEqual(files.filter((path) => !isExpected(path)), []);
    for (const library of ["libc.so.6", "libgcc_s.so.1", "libm.so.6"]) {
      assert.ok(files.some((path) => path.endsWith(`/${library}`)), library);
    }
    const docs = files.filter((path) => path.startsWith("usr/share/doc/")).sort();
    assert.ok(docs.includes("usr/share/doc/libc6/copyright"), docs.join(" "));
    assert.ok(docs.includes("usr/share/doc/pysandbox/NOTICES.txt"), docs.join(" "));
  },
);
