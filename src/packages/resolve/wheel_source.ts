/** Where wheels come from, as far as choosing among them goes. */

/** A wheel, by what is known without reading it. */
export interface WheelEntry {
  /** The name of its file, which names no other wheel of its source. */
  readonly file: string;
  /** Whether it was withdrawn: only who names its version gets it. */
  readonly yanked: boolean;
  /** The versions of Python that it is for, as an index says; null where only its metadata can tell. */
  readonly requiresPython: string | null;
  /** Digest in hexadecimal, as an index says; null where it has to be read first. */
  readonly sha256: string | null;
}

/** What a wheel says of itself. */
export interface WheelMetadata {
  /** The headers of its METADATA. */
  readonly headers: string;
  /** Digest of the wheel in hexadecimal; null where only the one of its entry is known. */
  readonly sha256: string | null;
}

/** Wheels of projects, whose names are normalized. */
export interface WheelSource {
  /** What errors call it: the paths of folders, or an index. */
  readonly name: string;
  wheelsOf(project: string): Promise<readonly WheelEntry[]>;
  /**
   * Reads the metadata of a wheel that `wheelsOf` has given.
   *
   * @throws {PackageError} where it cannot be used, which is no more than a reason to choose another.
   */
  metadataOf(file: string): Promise<WheelMetadata>;
}
