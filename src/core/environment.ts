/** What is known of an environment, for reports, clients and models. */

/** A package in it. */
export interface PackageVersion {
  /** As names of projects are compared: in small letters, with hyphens. */
  readonly name: string;
  readonly version: string;
}

/** Which one it is. */
export interface EnvironmentName {
  /** As it was named. */
  readonly name: string;
  /** Digest of its index, which has the digests of all else: `sha256:` and hexadecimal digits. */
  readonly digest: string;
}

/** Which one it is, and what is in it. */
export interface EnvironmentFacts extends EnvironmentName {
  /** By name. */
  readonly packages: readonly PackageVersion[];
}

/** An environment that an executable carries. */
export interface EmbeddedEnvironment extends EnvironmentFacts {
  /** Whether a program has warmed it up, and so has made its memory. */
  readonly isWarm: boolean;
}
