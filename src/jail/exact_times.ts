/**
 * HOSTILE ONCE A PROGRAM RUNS. Times of files to the nanosecond. CPython sets them by a call that has microseconds only; Python
 * puts the nanoseconds below a microsecond into a device, for the next such call.
 */
import { DEVICE } from "./device_numbers.ts";
import type { EmscriptenModule } from "./emscripten.ts";

/** Where Python puts them: two bytes of the access time's, two of the modification time's, little-endian. */
const PATH = "/dev/utime";
const BYTES = 4;

/** Bytes of a `struct timespec`, and where it has its nanoseconds. From so many on they are no number: now, or as before. */
const TIMESPEC_BYTES = 16;
const NANOSECONDS_AT = 8;
const SECOND = 1_000_000_000;

/** The nanoseconds that the next times are to have beyond their microseconds. */
export class ExactTimes {
  readonly #rest = [0, 0];

  /** Gives Python the device. */
  connect({ FS }: EmscriptenModule): void {
    const device = FS.makedev(...DEVICE.times);
    FS.registerDevice(device, {
      read: () => 0,
      write: (_stream, buffer, offset, length) => {
        if (length !== BYTES) return 0;
        for (const at of [0, 1]) {
          const [low, high] = [
            buffer[offset + 2 * at]! & 0xFF,
            buffer[offset + 2 * at + 1]! & 0xFF,
          ];
          this.#rest[at] = Math.min(low + 256 * high, 999);
        }
        return length;
      },
    });
    FS.mkdev(PATH, 0o666, device);
  }

  /** Adds them to the two times at `pointer`, once; null there means now. */
  addTo(heap: Uint8Array, pointer: number): void {
    for (const at of [0, 1]) {
      const rest = this.#rest[at]!;
      this.#rest[at] = 0;
      if (pointer === 0 || rest === 0) continue;
      const where = (pointer >>> 0) + at * TIMESPEC_BYTES + NANOSECONDS_AT;
      const nanoseconds = new Int32Array(heap.buffer, where, 1);
      // A call that takes a descriptor has the nanoseconds already.
      const isRounded = nanoseconds[0]! % 1000 === 0;
      if (isRounded && nanoseconds[0]! < SECOND - rest) nanoseconds[0]! += rest;
    }
  }
}
