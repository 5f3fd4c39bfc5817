/** The executable under limits that the system sets for its processes: it runs, or fails aloud before the program does. */
import assert from "node:assert/strict";
import { executableTest } from "./executable.ts";
import { inBash } from "./in_bash.ts";

const ARGS = ["run", "-q", "-c", "print(6 * 7)"];

/** Limits within which programs run. */
const ENOUGH: Record<string, string> = {
  "64 open files": "ulimit -n 64",
  "a stack of 256 KiB": "ulimit -s 256",
  "a stack without limit": "ulimit -s unlimited 2>/dev/null || true",
  "no file writes": "ulimit -f 0",
  "no core dumps": "ulimit -c 0",
  "no locked memory": "ulimit -l 0",
  "ten seconds of processor time": "ulimit -t 10",
};

for (const [what, limit] of Object.entries(ENOUGH)) {
  executableTest(`programs run with ${what}`, async () => {
    const { code, stdout, stderr } = await inBash(`${limit}; exec "$@"`, ARGS);
    assert.deepEqual([code, stdout, stderr], [0, "42\n", ""]);
  });
}

executableTest(
  "however few files may be open, a program runs as always or not at all",
  async () => {
    for (const most of [8, 16, 24, 32]) {
      const { code, stdout, stderr } = await inBash(`ulimit -c 0; ulimit -n ${most}; "$@"`, ARGS);
      if (code === 0) assert.deepEqual([stdout, stderr], ["42\n", ""]);
      else {
        assert.equal(stdout, "");
        assert.match(stderr, /Too many open files|too many files/i);
      }
    }
  },
);

/** The engine reserves its addresses before any of our code runs, and says so itself: see docs/limitations.md. */
const TOO_LITTLE: Record<string, string> = {
  "1 GB of addresses": "ulimit -v 1000000",
  "100 MB of data": "ulimit -d 100000",
};

for (const [what, limit] of Object.entries(TOO_LITTLE)) {
  executableTest(`${what} are too little, which is said before anything runs`, async () => {
    const { code, stdout, stderr } = await inBash(`ulimit -c 0; ${limit}; "$@"`, ARGS);
    assert.equal(stdout, "");
    assert.notEqual(stderr, "");
    assert.ok(code >= 101, `exit status ${code}`);
  });
}
