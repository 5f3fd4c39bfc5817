/** A page of the repository as the description in a registry, where its links to other files lead nowhere. */
import { posix } from "node:path";

/** `[text](target)`, and `![text](target)` of a picture. */
const LINK = /(!?)\[((?:[^[\]]|\[[^[\]]*\])*)\]\(([^()\s]+)\)/g;

/**
 * The page with links to the files of one version; without a repository, with their texts alone. Pictures are left out.
 *
 * @param path of the page, from the project's root.
 * @param repository its address; null if it is not known.
 */
export function descriptionOf(
  page: string,
  path: string,
  { repository, version }: { readonly repository: string | null; readonly version: string },
): string {
  return page.replaceAll(LINK, (whole, picture: string, text: string, target: string) => {
    if (picture !== "") return "";
    if (/^(?:https?:|#)/.test(target)) return whole;
    if (repository === null) return text;
    const file = posix.join(posix.dirname(path), target);
    return `[${text}](${repository}/blob/v${version}/${file})`;
  });
}
