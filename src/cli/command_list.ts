/** All commands, in the order in which help shows them. To add one: a file in `commands/`, and a line here. */
import type { CommandList } from "./command.ts";

export const COMMANDS = {
  run: () => import("./commands/run.ts"),
  repl: () => import("./commands/repl.ts"),
  "serve-stdio": () => import("./commands/serve_stdio.ts"),
  doctor: () => import("./commands/doctor.ts"),
  completions: () => import("./commands/completions.ts"),
  licenses: () => import("./commands/licenses.ts"),
  help: () => import("./commands/help.ts"),
} satisfies CommandList;
