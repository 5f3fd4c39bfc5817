/** Runs what was entered, statement or command, and says what there is to say about how it ended. */
import type { Limits } from "../core/limits.ts";
import { ownLine } from "../report/text.ts";
import { describeLimits, describeTime, parseCommand } from "./percent_commands.ts";
import type { Ended, Interpreter } from "./prompt_interpreter.ts";

/** Surroundings of a statement. */
export interface Stage {
  readonly interpreter: Interpreter;
  readonly limits: Limits;
  /** Whether it goes unmentioned that a limit or an end of the interpreter stopped a statement. */
  readonly quiet: boolean;
  /** Runs Python with its streams connected. */
  readonly perform: (source: string) => Promise<Ended>;
  /** Shows what a command answers. */
  readonly answer: (text: string) => Promise<void>;
  /** Shows a line of pysandbox's own. */
  readonly complain: (line: string) => Promise<void>;
}

/** What follows from an end. */
export interface Consequence {
  /** Whether the program asked to leave. */
  readonly leaves: boolean;
  /** The exit status that it leaves with, or that its failure is worth; null for success. */
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

/** What follows from an end, after saying what there is to say. */
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
