/** From results to the answers of SandboxFusion's `POST /run_code`. */
import type { Status } from "../../core/outcome.ts";
import type { Ended, Result } from "../../engine/result.ts";
import { describeEnd } from "../../report/describe_end.ts";
import { refusalOf } from "../jsonl/answer.ts";
import { writeFiles } from "../jsonl/json_files.ts";

/** Ends that are the sandbox's doing, and say nothing of the program. */
const OWN: ReadonlySet<Status> = new Set(["internal", "cancelled"]);

/** Ends for which that server has a status of its own. */
const LATE: ReadonlySet<Status> = new Set(["timeout", "cpu"]);

/** What came of a program. `fetched` are the files that the answer is to have. */
export function runCodeAnswer(result: Result, fetched: readonly string[]): object {
  if (result.kind !== "ended") return sandboxError(refusalOf(result).error, null);
  const { outcome: { status }, outcome } = result;
  const ran = runResult(result);
  if (OWN.has(status)) return sandboxError(describeEnd(outcome), { ...ran, status: "Error" });
  const files = (result.files ?? []).filter(({ path }) => fetched.includes(path));
  return {
    status: status === "ok" ? "Success" : "Failed",
    // There, what stopped a program is not told.
    message: status === "ok" || status === "error" ? "" : describeEnd(outcome),
    compile_result: null,
    run_result: ran,
    executor_pod_name: null,
    files: Object.fromEntries(
      Object.entries(writeFiles(files)).map(([path, { base64 }]) => [path, base64]),
    ),
  };
}

/** The run could not be had: its sender may try again. */
function sandboxError(message: string, ran: object | null): object {
  return {
    status: "SandboxError",
    message,
    compile_result: null,
    run_result: ran,
    executor_pod_name: null,
    files: {},
  };
}

function runResult({ outcome: { status, exitCode, stats }, stdout, stderr }: Ended): object {
  const isLate = LATE.has(status);
  return {
    status: isLate ? "TimeLimitExceeded" : "Finished",
    execution_time: stats.wallMs / 1000,
    return_code: isLate ? null : exitCode,
    stdout,
    stderr,
  };
}
