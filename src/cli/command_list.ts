/**
 * All commands, in the order in which help shows them. To add one: a file in `commands/`, and an entry here. All descriptions are
 * loaded at once, except for `run`. What a command runs is loaded by that command only.
 */
import type { CommandList } from "./command.ts";
import { completions } from "./commands/completions.ts";
import { doctor } from "./commands/doctor.ts";
import { help } from "./commands/help.ts";
import { licenses } from "./commands/licenses.ts";
import { mcp } from "./commands/mcp.ts";
import { packagesBuild } from "./commands/packages_build.ts";
import { packagesFetch } from "./commands/packages_fetch.ts";
import { packagesList } from "./commands/packages_list.ts";
import { packagesRemove } from "./commands/packages_remove.ts";
import { packagesShow } from "./commands/packages_show.ts";
import { repl } from "./commands/repl.ts";
import { run } from "./commands/run.ts";
import { serveStdio } from "./commands/serve_stdio.ts";
import { vet } from "./commands/vet.ts";

export const COMMANDS = {
  run,
  repl,
  vet,
  "serve-stdio": serveStdio,
  mcp,
  packages: {
    summary: "Makes environments with packages.",
    commands: {
      fetch: packagesFetch,
      build: packagesBuild,
      list: packagesList,
      show: packagesShow,
      remove: packagesRemove,
    },
  },
  doctor,
  completions,
  licenses,
  help,
} satisfies CommandList;
