/** TRUSTED. What surrounds a run: where its output goes, where its input, its values, its files and the answers to its calls come from, and what stops it. */
import type { Files } from "./file_traffic.ts";
import type { TakesCalls } from "./jail_calls.ts";
import type { Sinks } from "./output.ts";
import type { Reason } from "./reason.ts";

/** The surroundings of a run. */
export interface Surroundings {
  readonly sinks: Sinks;
  /** Reads at most `most` bytes of the program's standard input; null is its end. */
  readonly readStdin: (most: number) => Promise<Uint8Array | null>;
  /** Calls `listener` with a reason whenever the run is to be stopped, until it is disposed of. */
  readonly stopRequests: (listener: (reason: Reason) => void) => Disposable;
  /** Files that go in before the program starts, and come out when it has ended. */
  readonly files?: Files;
  /** The host functions that the program may call. */
  readonly calls?: TakesCalls;
  /** Values that the program finds as global names: an object of JSON. */
  readonly inputs?: Uint8Array<ArrayBuffer>;
}
