/** Foreign text made fit for one line of a terminal. */

/**
 * What runners of GitHub and Azure take for a command wherever it stands in a line: `##[error]`, `##vso[...]`. GitHub's other form,
 * `::error::`, and TeamCity's count only where a line begins, which is never a place for text of others
 * (https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs).
 */
const RUNNER_COMMAND = /##(?=\w*\[)/g;

/** The text without line ends, control sequences and characters that hide or turn others, and without commands to a CI system. */
export function oneLine(text: string): string {
  return withoutCommands(text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim());
}

/** The text with the commands to a CI system in it taken apart. */
export function withoutCommands(text: string): string {
  return text.replaceAll(RUNNER_COMMAND, "# #");
}
