/** Feeds chunks to a boundary, as the supervisor does, and records everything that it does with them. */
import { FrameError } from "../../src/wire/frame.ts";
import { MessageError } from "../../src/wire/fields.ts";
import type { Boundary } from "./boundary.ts";
import { type Ending, type Item, ItemList } from "./model.ts";
import { REFUSED } from "./protocol.ts";

/** What a boundary made of a stream. */
export interface Observation {
  readonly items: readonly Item[];
  readonly ending: Ending;
  /** An exception that a boundary may not throw; null if there was none. */
  readonly stray: unknown;
  /** Messages of errors, which the host shows to its user. */
  readonly messages: readonly string[];
  /** Bytes in the arrays that were made meanwhile. */
  readonly allocatedBytes: number;
  readonly milliseconds: number;
}

/** Feeds `chunks` to a new reader of `boundary`, and each message to its check. */
export function observe(
  boundary: Boundary,
  chunks: Iterable<Uint8Array<ArrayBuffer>>,
): Observation {
  const items = new ItemList();
  const messages: string[] = [];
  let ending: Ending = "clean";
  let stray: unknown = null;
  const decode = (type: number, payload: Uint8Array): unknown => {
    try {
      return boundary.decoders[type]!(payload);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      messages.push(error.message);
      return REFUSED;
    }
  };
  const pieces = [...chunks];
  const began = performance.now();
  using allocations = countAllocations();
  try {
    const reader = boundary.newReader();
    for (const chunk of pieces) {
      allocations.resume();
      for (const { type, payload } of reader.read(chunk)) {
        allocations.pause();
        items.add(type, payload, decode);
        allocations.resume();
      }
    }
    reader.end();
  } catch (error) {
    if (error instanceof FrameError) {
      messages.push(error.message);
      ending = error.fault;
    } else {
      stray = error ?? "nothing";
    }
  }
  allocations.pause();
  const milliseconds = performance.now() - began;
  return {
    items: items.all(),
    ending,
    stray,
    messages,
    allocatedBytes: allocations.bytes,
    milliseconds,
  };
}

interface Allocations extends Disposable {
  readonly bytes: number;
  pause(): void;
  resume(): void;
}

/** Counts the bytes of all byte arrays that are made with `new` until it is disposed of, except during pauses. */
function countAllocations(): Allocations {
  const { Uint8Array: RealArray, ArrayBuffer: RealBuffer } = globalThis;
  let bytes = 0;
  const counting = <T extends object>(constructor: T): T =>
    new Proxy(constructor, {
      construct: (target, args, self) => {
        const made = Reflect.construct(target as new () => object, args, self) as ArrayBuffer;
        // A view of an existing buffer takes no memory.
        if (typeof args[0] !== "object" || Array.isArray(args[0])) bytes += made.byteLength;
        return made;
      },
    });
  const [CountingArray, CountingBuffer] = [counting(RealArray), counting(RealBuffer)];
  const pause = () => {
    globalThis.Uint8Array = RealArray;
    globalThis.ArrayBuffer = RealBuffer;
  };
  return {
    get bytes() {
      return bytes;
    },
    pause,
    resume: () => {
      globalThis.Uint8Array = CountingArray;
      globalThis.ArrayBuffer = CountingBuffer;
    },
    [Symbol.dispose]: pause,
  };
}
