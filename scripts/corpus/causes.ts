/** Why a program, or its tests, did not end alike on both sides: texts that are the same for the same cause. */
import type { Class } from "./compare.ts";
import type { Verdict } from "./program.ts";
import { testsTold, type Told } from "./tests_told.ts";

/** A difference, of a program or of one of its tests. */
export interface Difference {
  /** The test; null for the program as a whole. */
  readonly test: string | null;
  readonly cause: string;
}

/** The differences of a program that is of a class other than `same`. */
export function differencesOf(kind: Class, native: Verdict, sandbox: Verdict): Difference[] {
  if (kind === "needs a package") return [whole(sandbox.lastLine)];
  const tests = differencesOfTests(testsTold(native.stdout), testsTold(sandbox.stdout));
  const isCutShort = !["ok", "error"].includes(sandbox.status) || kind === "timeout";
  if (tests.length > 0 && !isCutShort) return tests;
  return [...tests, whole(causeOf(kind, native, sandbox))];
}

function whole(cause: string): Difference {
  return { test: null, cause };
}

function causeOf(kind: Class, native: Verdict, sandbox: Verdict): string {
  if (kind === "timeout") {
    if (native.status === sandbox.status) return "both timed out";
    return native.status === "timeout" ? "only native timed out" : "only pysandbox timed out";
  }
  if (sandbox.exitCode !== native.exitCode) {
    if (sandbox.exitCode === 0) return `only native fails: ${native.lastLine}`;
    const { status, lastLine, exitCode } = sandbox;
    return status === "error" ? lastLine || `exit status ${exitCode}` : `${status}: ${lastLine}`;
  }
  return native.stdout === sandbox.stdout
    ? `last line of stderr: ${sandbox.lastLine} (native: ${native.lastLine})`
    : "standard output differs";
}

function differencesOfTests(
  native: ReadonlyMap<string, Told>,
  sandbox: ReadonlyMap<string, Told>,
): Difference[] {
  const names = new Set([...native.keys(), ...sandbox.keys()]);
  return [...names].flatMap((test) => {
    const cause = causeOfTest(native.get(test), sandbox.get(test));
    return cause === null ? [] : [{ test, cause }];
  });
}

/** Null if there is no difference, or if the program ended before the test, which is the program's difference. */
function causeOfTest(native: Told | undefined, sandbox: Told | undefined): string | null {
  if (sandbox === undefined) return null;
  if (sandbox.outcome === native?.outcome) {
    if (sandbox.detail === native.detail) return null;
    return `${sandbox.outcome} in both, otherwise: ${sandbox.detail}`;
  }
  if (sandbox.outcome === "ok") return `${native?.outcome ?? "no test"} only natively`;
  return sandbox.outcome === "skip" ? `skipped: ${sandbox.detail}` : sandbox.detail;
}

/** Errors whose quoted names say what is missing. */
const NAMES_MATTER =
  /^(?:skipped: )?(ModuleNotFoundError|ImportError|AttributeError)\b|No module named/;

const LONGEST_CAUSE = 160;

/** The text under which a cause is counted: without what differs from test to test. */
export function groupOf(cause: string): string {
  const plain = cause.replaceAll(/\b0x[0-9a-f]+\b/gi, "0x...");
  const masked = NAMES_MATTER.test(plain)
    ? plain
    : plain.replaceAll(/(?<!\w)(['"]).*?\1(?!\w)/g, "'...'").replaceAll(/\b\d[\d.]*\b/g, "N");
  return masked.slice(0, LONGEST_CAUSE);
}
