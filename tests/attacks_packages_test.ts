/**
 * Attacks with an environment: native code that attacks when it is imported, and one attack of each kind in Python. All attacks in
 * Python with an environment are in `attacks_packages_slow_test.ts`, and hostile code in the jail's realm in
 * `attacks/unlocked_packages_slow_test.ts`.
 */
import assert from "node:assert/strict";
import { readAttacks, SERVE } from "./attacks/read_attack.ts";
import { kindOf, testAttacks } from "./attacks/send_attacks.ts";
import { QUIET_END, Served } from "./e2e/served.ts";
import { hostileEnvironment } from "./packages/hostile_environment.ts";
import { HOSTILE_MODULES } from "./packages/hostile_wheel.ts";

const environment = await hostileEnvironment();

const TIMEOUT = "timed out after 300ms (--timeout)";
const crashed = (why: string) => `the interpreter crashed: ${why}`;
const BEYOND = crashed("memory access out of bounds");

/** How a program ends that imports the module, and why. */
const ENDS: Readonly<Record<string, readonly [status: string, exitCode: number, why: string]>> = {
  reads_beyond: ["crashed", 139, BEYOND],
  writes_beyond: ["crashed", 139, BEYOND],
  writes_over_everything: ["crashed", 139, BEYOND],
  loops: ["timeout", 124, TIMEOUT],
  recurses: ["crashed", 139, crashed("its native stack overflowed (recursion too deep)")],
  jumps: ["crashed", 139, crashed("table index is out of bounds")],
  jumps_to_another_type: ["crashed", 139, crashed("function signature mismatch")],
  traps: ["crashed", 139, crashed("unreachable")],
  takes_memory: ["memory", 137, "out of memory: the limit is 64MiB (--max-heap)"],
  throws: ["crashed", 139, crashed("native code threw an exception that nobody caught")],
};

Deno.test("native code that attacks ends its own program, whatever Python catches, and nothing else", async () => {
  assert.deepEqual(Object.keys(ENDS), HOSTILE_MODULES);
  await using server = new Served("--workers", "1", "--max-heap", "64", "-p", environment);
  await server.untilForking();
  for (const [name, [status, exitCode, why]] of Object.entries(ENDS)) {
    // Memory is all that Python is told of.
    const code = name === "takes_memory"
      ? `import hostile.${name}`
      : `try:\n    import hostile.${name}\nexcept BaseException:\n    print('caught')`;
    const timeout = status === "timeout" ? "300ms" : "20s";
    const answer = await server.ask({ code: `print('before', flush=True)\n${code}`, timeout });
    const end = [name, answer.status, answer.exitCode, answer.error];
    assert.deepEqual(end, [name, status, exitCode, why]);
    // On a busy machine its time may be up before it has begun.
    if (status !== "timeout") assert.equal(answer.stdout, "before\n", name);
  }
  const cpu = await server.ask({ code: "import hostile.loops", timeout: "20s", cpu: "200ms" });
  assert.deepEqual([cpu.status, cpu.exitCode], ["cpu", 152]);
  const honest = await server.ask({ code: "import hostile\n6 * 7" });
  assert.deepEqual([honest.status, honest.output], ["ok", 42]);
  assert.deepEqual(await server.end(), QUIET_END);
});

const firsts = Map.groupBy(
  readAttacks().filter(({ by, isSlow }) => by.includes(SERVE) && !isSlow),
  kindOf,
);
testAttacks(
  [...firsts.values()].map(([first]) => ({ ...first!, by: [SERVE] })),
  ["-p", environment],
);
