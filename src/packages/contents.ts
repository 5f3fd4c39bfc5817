/** TRUSTED. What an environment says that it was made of: its member `contents.json`. */
import type { PackageVersion } from "../core/environment.ts";
import { InternalError } from "../core/errors.ts";
import { asArray, asObject, asText, MessageError } from "../wire/fields.ts";

/** More than there are in any. */
const MOST_PACKAGES = 10_000;

const NAME = /^[a-z0-9][a-z0-9.-]{0,199}$/;
const VERSION = /^[A-Za-z0-9._!+]{1,200}$/;

/**
 * The packages of an environment, by name. Models and logs are shown them: whoever made the file may have had others for pysandbox's.
 *
 * @param source what the environment is called, for messages.
 * @throws {InternalError} where it does not say.
 */
export function readContents(source: string, member: Uint8Array): PackageVersion[] {
  try {
    const { wheels } = asObject(JSON.parse(new TextDecoder().decode(member)), "contents");
    return asArray(wheels, "wheels", MOST_PACKAGES).map((wheel) => {
      const { project, version } = asObject(wheel, "wheel");
      return {
        name: matching(project, "project", NAME),
        version: matching(version, "version", VERSION),
      };
    }).sort((one, other) => one.name < other.name ? -1 : 1);
  } catch (error) {
    const why = error instanceof MessageError ? error.message : "they are not JSON";
    throw new InternalError(
      `${source}: its list of packages cannot be read: ${why}; make it again`,
    );
  }
}

function matching(value: unknown, name: string, pattern: RegExp): string {
  const text = asText(value, name);
  if (!pattern.test(text)) throw new MessageError(`${name} is none`);
  return text;
}
