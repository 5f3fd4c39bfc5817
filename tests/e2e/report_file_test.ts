/** Files that are none, and readers that do not read: where reports go, what is said where they cannot, and how long that takes. */
import assert from "node:assert/strict";
import { inBash } from "./in_bash.ts";
import { pysandbox } from "./command.ts";
import { lacking, tryTest } from "../needs.ts";

const ignore = Deno.build.os === "windows";

/** What tests need that let a shell make or redirect something. */
const IN_BASH = {
  lacks: lacking(["bash", "mkfifo", "touch"]),
  elsewhere: ignore ? "not on Windows" : null,
};

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What `--report` is given, how it is made in a shell, and why it cannot be written. */
const REFUSED: [what: string, make: string, path: string, why: string][] = [
  ["a device", "", "/dev/full", "it is a device, or a file of the kernel's"],
  ["a dangling link", "ln -s nowhere/x link", "link", "it is a link to a file that is not there"],
  ["a name of a folder", "", "x.json/", "it names a folder"],
  ["a folder", "mkdir folder", "folder", "is a directory"],
  ["a file in a file", "touch file", "file/x", "not a directory"],
  ["a FIFO that nobody reads", "mkfifo fifo", "fifo", "nobody reads from it"],
];

for (const [what, make, path, why] of REFUSED) {
  tryTest({
    name: `--report refuses ${what} in one line of our own`,
    ...IN_BASH,
    fn: () =>
      inFolder(async (cwd) => {
        const args = ["run", "--report", path, "-c", "print(1)"];
        const { code, stdout, stderr } = await inBash(`${make}\n"$@"`, args, { cwd });
        const line = `pysandbox: --report: cannot write '${path}': ${why}\n`;
        assert.deepEqual([code, stdout, stderr], [125, "", line]);
        const left = [...Deno.readDirSync(cwd)].map(({ name }) => name);
        assert.equal(left.includes("x.json"), false, "no file of another name");
      }),
  });
}

for (const [path, descriptor] of [["/dev/stdout", 1], ["/dev/fd/2", 2]] as const) {
  Deno.test({
    name: `--report ${path} writes into that stream, after the program`,
    ignore,
    fn: async () => {
      const code = "import sys; print('out'); print('err', file=sys.stderr)";
      const finished = await pysandbox(["run", "--report", path, "-c", code]);
      assert.equal(finished.code, 0);
      const written = descriptor === 1 ? finished.stdout : finished.stderr;
      const [own, report, rest] = written.split("\n");
      assert.deepEqual([own, rest], [descriptor === 1 ? "out" : "err", ""]);
      assert.equal(JSON.parse(report!).stdout, "out\n");
    },
  });
}

tryTest({
  name: "--report into a FIFO that somebody reads is read there",
  ...IN_BASH,
  fn: () =>
    inFolder(async (cwd) => {
      const line = `mkfifo fifo; cat fifo > read & "$@"; code=$?; wait; exit $code`;
      const { code } = await inBash(line, ["run", "--report", "fifo", "-c", "1"], { cwd });
      assert.equal(code, 0);
      assert.equal(JSON.parse(await Deno.readTextFile(`${cwd}/read`)).claimed.result, 1);
    }),
});

tryTest({
  name: "a reader of --json that never reads gets the time limit, and ends with 141",
  ...IN_BASH,
  fn: async () => {
    // Larger than a pipe. The reader ends when it is told to, which is after the command ended.
    const args = ["run", "--json", "-t", "1s", "-c", "print('x' * 300_000)"];
    const line = `mkfifo_dir=$(mktemp -d); mkfifo $mkfifo_dir/end
{ "$@"; echo $? >&2; echo > $mkfifo_dir/end; } | { read -r < $mkfifo_dir/end; }
rm -r $mkfifo_dir`;
    const { stderr, milliseconds } = await inBash(line, args);
    assert.equal(stderr, "141\n");
    assert.ok(milliseconds < 30_000, `${milliseconds} ms`);
  },
});

tryTest({
  name: "a reader of --json that reads late, within the time limit, gets it all",
  ...IN_BASH,
  fn: async () => {
    const args = ["run", "--json", "-t", "60s", "-c", "print('x' * 300_000)"];
    const { code, stdout } = await inBash(`set -o pipefail; "$@" | (sleep 2; cat)`, args);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).stdout.length, 300_001);
  },
});

Deno.test({
  name: "a script may be /dev/stdin, as it is for python",
  ignore,
  fn: async () => {
    const stdin = "import sys; print(sys.argv, __file__)";
    const finished = await pysandbox(["run", "/dev/stdin", "x"], { stdin });
    assert.deepEqual([finished.code, finished.stderr], [0, ""]);
    assert.equal(finished.stdout, "['/dev/stdin', 'x'] /dev/stdin\n");
  },
});

/** Verdicts, by what is run with a standard error that cannot be written. */
const VERDICTS: [what: string, args: string[], code: number][] = [
  ["a timeout", ["run", "-t", "100ms", "-c", "while 1: pass"], 124],
  ["an output limit", ["run", "--max-output", "1K", "-c", "print('x' * 5000)"], 153],
  ["success with --verbose", ["run", "-v", "-c", "print(1)"], 0],
  ["a script that is not there", ["run", "nosuch.py"], 127],
  ["a wrong option", ["run", "--bogus"], 2],
];

for (const [what, args, expected] of VERDICTS) {
  tryTest({
    name: `${what} has its exit code where standard error is full, and where its reader is gone`,
    ...IN_BASH,
    fn: async () => {
      const full = await inBash(`"$@" 2>/dev/full`, args);
      assert.deepEqual([full.code, full.stderr], [expected, ""]);
      // The reader closes its end before the command starts.
      const gone = `mkdir_=$(mktemp -d); mkfifo $mkdir_/f; exec 5<>$mkdir_/f 6>$mkdir_/f 5<&-
"$@" 2>&6; code=$?; rm -r $mkdir_; exit $code`;
      assert.equal((await inBash(gone, args)).code, expected);
    },
  });
}

/** A pipe with two ends, 7 to read from and 6 to write to, that is full. */
const FULL =
  `d=$(mktemp -d); mkfifo $d/f; exec 5<>$d/f 6>$d/f 7<$d/f 5<&-; rm -r $d; head -c 65536 /dev/zero >&6; `;

for (const [what, args, expected] of VERDICTS) {
  tryTest({
    name: `${what} has its exit code where standard error is full and nobody reads it`,
    lacks: IN_BASH.lacks,
    elsewhere: Deno.build.os === "linux" ? null : "only on Linux",
    fn: async () => {
      const { code, milliseconds } = await inBash(`${FULL}"$@" 2>&6`, args);
      assert.equal(code, expected);
      assert.ok(milliseconds < 30_000, `${milliseconds} ms`);
    },
  });
}

tryTest({
  name: "a reader of standard error that reads late gets the last line",
  lacks: IN_BASH.lacks,
  elsewhere: Deno.build.os === "linux" ? null : "only on Linux",
  fn: async () => {
    const line = `${FULL}"$@" 2>&6 7<&- & exec 6>&-; sleep 1; tr -d '\\0' <&7; wait $!`;
    const args = ["run", "--max-output", "1K", "-c", "print('x' * 5000)"];
    const { code, stdout } = await inBash(line, args);
    assert.deepEqual([code, stdout.slice(-47)], [
      153,
      "\npysandbox: wrote more than 1KiB (--max-output)\n".slice(-47),
    ]);
  },
});
