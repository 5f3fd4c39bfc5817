/** Runs what was entered, statement or command, and reports how it ended. */
import type { Limits } from "../core/limits.ts";
import { ownLine } from "../report/text.ts";
import { describeLimits, describeTime, parseCommand } from "./percent_commands.ts";
import type { Ended, Interpreter } from "./prompt_interpreter.ts";

/** Surroundings of a statement. */
export interface Stage {
  readonly interpreter: Interpreter;
  readonly limits: Limits;
  /** Whether messages about limits, or about the end of the interpreter, are suppressed. */
  readonly quiet: boolean;
  /** Runs Python with its streams connected. */
  readonly perform: (source: string) => Promise<Ended>;
  /** Shows the output of a command. */
  readonly answer: (text: string) => Promise<void>;
  /** Shows a line of pysandbox's own. */
  readonly complain: (line: string) => Promise<void>;
}

/** The consequences of an end. */
export interface Consequence {
  /** Whether the program asked to leave. */
  readonly leaves: boolean;
  /** The exit status with which it leaves, or that its failure counts as; null for success. */
  readonly status: number | null;
}

const SUCCESS: Consequence = { leaves: false, status: null };
const FAILURE: Consequence = { leaves: false, status: 1 };

/** Runs a source. */
export async function runEntered(source: string, stage: Stage): Promise<Consequence> {
  const command = parseCommand(source);
  switch (command?.kind) {
    case undefined:
      return await conclude(await stage.perform(source), stage);
    case "time": {
      const ended = await stage.perform(command.statement);
      const consequence = await conclude(ended, stage);
      if (!consequence.leaves) await stage.answer(describeTime(ended));
      return consequence;
    }
    case "limits":
      await stage.answer(describeLimits(stage.limits, stage.interpreter.heapBytes()));
      return SUCCESS;
    case "reset":
      await stage.interpreter.reset();
      return SUCCESS;
    case "wrong":
      await stage.complain(ownLine(command.why));
      return FAILURE;
  }
}

/** The consequences of an end, after it was reported. */
export async function conclude(
  ended: Ended,
  { interpreter, quiet, complain }: Stage,
): Promise<Consequence> {
  switch (ended.kind) {
    case "done":
      return SUCCESS;
    case "error":
      return { leaves: false, status: ended.status };
    case "exit":
      return { leaves: true, status: ended.status };
    case "limit":
      if (!quiet) await complain(ownLine(ended.reason));
      return { leaves: false, status: ended.status };
    case "lost":
      if (!quiet) {
        await complain(ownLine(`${ended.reason}; its names are gone, a clean interpreter follows`));
      }
      await interpreter.reset();
      return { leaves: false, status: ended.status };
  }
}
