/** TRUSTED. Which missing walls the user of an engine has not been told of. */
import type { MissingWall } from "../host/wall_watch.ts";

/**
 * What is missing around the first program is missing on this system, and said once. What another jail lacks beyond that was
 * lost since, and is said each time.
 */
export class WallNews {
  #known: ReadonlySet<string> | null = null;

  /** What is to be said of the walls around a program: nothing where all of it is known. */
  of(missing: readonly MissingWall[]): readonly MissingWall[] {
    const known = this.#known;
    this.#known ??= new Set(missing.map(({ name }) => name));
    return known === null ? missing : missing.filter(({ name }) => !known.has(name));
  }
}
