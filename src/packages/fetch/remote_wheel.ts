/** A wheel that can be fetched, as its index says. */
import type { WheelEntry } from "../resolve/wheel_source.ts";

/** It has a digest, so that what comes can be compared. */
export interface RemoteWheel extends WheelEntry {
  readonly url: URL;
  readonly sha256: string;
  /** Bytes; null where nobody says. */
  readonly size: number | null;
  /** Whether the sandbox can have it. */
  readonly isUsable: boolean;
  /** Whether its metadata can be fetched alone (PEP 658), and the digest of that; null where it cannot. */
  readonly metadata: { readonly sha256: string | null } | null;
}
