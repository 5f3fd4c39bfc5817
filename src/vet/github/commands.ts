/**
 * Commands to the runner of GitHub's actions, which reads them from the log. What a program has written is never at the start of a
 * line, and `##[` is taken out of it; between `stop-commands` and a word that nobody can guess, the runner takes no command at all.
 */
import type { Vetted } from "../run/run_programs.ts";
import { labelOf } from "../program.ts";
import { lineOf } from "../report/location.ts";
import { foreignLine, foreignWords } from "../text/foreign.ts";
import type { TextExtras } from "../text/text_report.ts";

/** @param toRepositoryPath null for what is in no repository. */
export function githubExtras(toRepositoryPath: (path: string) => string | null): TextExtras {
  return {
    enclose: (words) => {
      const token = crypto.randomUUID();
      return `::stop-commands::${token}\n${words}::${token}::\n`;
    },
    announce: (vetted) => annotation(vetted, toRepositoryPath(vetted.place.path)),
  };
}

function annotation(vetted: Vetted, path: string | null): string {
  const { rule, message } = vetted.failure!;
  const label = foreignWords(labelOf(vetted.place));
  const properties = [
    ...(path === null ? [] : [`file=${property(path)}`, `line=${lineOf(vetted)}`]),
    `title=${property(`pysandbox vet: ${rule}`)}`,
  ];
  return `::error ${properties.join(",")}::${data(`${label}: ${foreignWords(message)}`)}\n`;
}

function property(text: string): string {
  return data(foreignLine(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
