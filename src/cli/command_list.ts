/**
 * All commands, in the order in which help shows them. To add one: a file in `commands/`, and a line here. All descriptions are
 * loaded by every start, which costs less than loading the one that is asked for after argv was read; what a command runs
 * is loaded only by that command.
 */
import type { CommandList } from "./command.ts";
import { completions } from "./commands/completions.ts";
import { doctor } from "./commands/doctor.ts";
import { help } from "./commands/help.ts";
import { licenses } from "./commands/licenses.ts";
import { repl } from "./commands/repl.ts";
import { run } from "./commands/run.ts";
import { serveStdio } from "./commands/serve_stdio.ts";

export const COMMANDS = {
  run,
  repl,
  "serve-stdio": serveStdio,
  doctor,
  completions,
  licenses,
  help,
} satisfies CommandList;
