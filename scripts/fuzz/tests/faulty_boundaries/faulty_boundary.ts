/**
 * A second boundary between jail and host, correct except for one planted fault. The fuzzer must find each of the
 * faults, and nothing if none is planted.
 */
import type { Boundary } from "../../boundary.ts";
import { type DecoderFault, FaultyDecoders } from "./faulty_decoders.ts";
import { FaultyReader, type ReaderFault } from "./faulty_reader.ts";

/** One of the faults. */
export type Fault = ReaderFault | DecoderFault;

/** A boundary with `fault`, or with none. */
export function faultyBoundary(fault: Fault | null): Boundary {
  const decoders = new FaultyDecoders(fault);
  return {
    newReader: () => new FaultyReader(fault),
    decoders: {
      1: (payload) => decoders.hello(payload),
      5: (payload) => decoders.end(payload),
      6: (payload) => decoders.failure(payload),
    },
  };
}
