/** The target of the fuzzer: the reader of frames and the checks of messages, real or, for the fuzzer's own tests, faulty. */
import {
  type FramePart,
  FrameReader,
  FrameType,
  JAIL_FRAME_CAPS,
  STREAMED_TYPES,
} from "../../src/wire/frame.ts";
import { decodeEnd, decodeFailure, decodeHello } from "../../src/wire/jail_answer.ts";

/** The part of a reader that the host uses. */
export interface Reader {
  read(chunk: Uint8Array<ArrayBuffer>): Iterable<FramePart>;
  end(): void;
}

/** The boundary between the jail and the host. */
export interface Boundary {
  newReader(): Reader;
  /** The checks of messages, by type of frame. */
  readonly decoders: Readonly<Record<number, (payload: Uint8Array) => unknown>>;
}

/** The host's own boundary, put together as in its supervisor. */
export const REAL: Boundary = {
  newReader: () => new FrameReader(JAIL_FRAME_CAPS, STREAMED_TYPES),
  decoders: {
    [FrameType.Hello]: decodeHello,
    [FrameType.End]: (payload) => {
      const { kind: _, ...end } = decodeEnd(payload, "program");
      return end;
    },
    [FrameType.Failure]: decodeFailure,
  },
};
