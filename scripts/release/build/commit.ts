/** The commit that the executable is made from. */
import { messageOf } from "../../../src/core/errors.ts";

/**
 * The commit that is checked out in `root`, with `-dirty` appended if files differ from it, or `unknown` if it cannot
 * be determined: an archive of the sources is not a checkout, even if it lies within another one.
 *
 * @param ask runs git with some arguments in a folder, and returns what it prints.
 * @param say is told why, if git reports a problem.
 */
export async function findCommit(
  root: URL,
  ask: (folder: URL, ...args: readonly string[]) => Promise<string>,
  say: (line: string) => void,
): Promise<string> {
  try {
    await Deno.stat(new URL(".git", root));
  } catch {
    return "unknown";
  }
  try {
    // Of fixed length: the length that git chooses depends on the repository's size.
    const commit = await ask(root, "rev-parse", "--short=12", "HEAD");
    const changes = await ask(root, "status", "--porcelain");
    return changes === "" ? commit : `${commit}-dirty`;
  } catch (error) {
    say(`the commit stays unknown: ${messageOf(error)}`);
    return "unknown";
  }
}

/** @throws if git does not exist, or fails. */
export async function git(folder: URL, ...args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: [...args],
    cwd: folder,
    // Reading must neither wait for nor disturb other users of the checkout.
    env: { GIT_OPTIONAL_LOCKS: "0" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr).trim() || `git ${args[0]} failed`);
  return decoder.decode(stdout).trim();
}
