/** TRUSTED. An environment as those see it who start jails. `src/packages/` opens them. */
import type { EnvironmentFacts, EnvironmentName } from "../core/environment.ts";
import type { EnvironmentPlace } from "../wire/jail_start.ts";

export type { EnvironmentPlace };

/** An environment that fits this pysandbox. */
export interface Environment extends EnvironmentName {
  /** Where jails find it; null where the executable carries it, and they find it by themselves. */
  readonly place: EnvironmentPlace | null;
  /** Whether a program has warmed it up, and so has made its memory. */
  readonly isWarm: boolean;
  /**
   * Compares what it has with its digests, while a jail already boots from it. A program must not be sent before this resolves. The
   * contents of packages' files are left to the jail, which compares each when it is opened.
   *
   * @throws {InternalError} where a byte of it has changed.
   */
  verify(): Promise<void>;
}

/** An environment that several jails boot from. Disposing of it frees its copy: then no further jail can boot. */
export interface HeldEnvironment extends Environment, EnvironmentFacts, Disposable {}
