/**
 * HOSTILE ONCE A PROGRAM RUNS. The program's interval timers. Nothing fires by itself in the jail: the interpreter asks for
 * expired timers at the same places where it asks for an interrupt, and whoever waits does not wait beyond them.
 */
import { DEVICE } from "./device_numbers.ts";
import type { EmscriptenModule } from "./emscripten.ts";

/** Signals of the timers by number: ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF. */
const SIGNALS = [14, 26, 27] as const;

/** The clock is read at every n-th look only: looks come about every 50 bytecode jumps. */
const LOOKS_PER_CLOCK = 32;

/** Bytes of one timer in the device: two little-endian doubles, milliseconds until it expires and between expirations. */
const TIMER_BYTES = 16;

/** Where Python sets and reads them, timer n at byte 16 n. */
const PATH = "/dev/itimers";

/** Milliseconds that have passed, and that the processor has worked. */
export interface TimerClocks {
  readonly real: () => number;
  readonly cpu: () => number;
}

/** The three interval timers of a process. */
export class IntervalTimers {
  readonly #now: readonly (() => number)[];
  readonly #due = [Infinity, Infinity, Infinity];
  readonly #intervals = [0, 0, 0];
  #isArmed = false;
  #looks = 0;

  constructor({ real, cpu }: TimerClocks) {
    this.#now = [real, cpu, cpu];
  }

  /** Sets timer `which` to expire in `first` milliseconds and every `interval` after that; 0 is never. */
  set(which: number, first: number, interval: number): void {
    this.#due[which] = first > 0 ? this.#now[which]!() + first : Infinity;
    this.#intervals[which] = first > 0 ? interval : 0;
    this.#isArmed = this.#due.some((due) => due < Infinity);
    this.#looks = 0;
  }

  /** Milliseconds until timer `which` expires, 0 where it never does, and between its expirations. */
  get(which: number): readonly [left: number, interval: number] {
    const due = this.#due[which]!;
    // One that has expired, and was not taken yet, is still armed.
    const left = due === Infinity ? 0 : Math.max(due - this.#now[which]!(), 0.001);
    return [left, this.#intervals[which]!];
  }

  /** The signal of a timer that has expired, which this takes; 0 for none. Cheap enough to ask at every turn. */
  take(): number {
    if (!this.#isArmed || this.#looks++ % LOOKS_PER_CLOCK !== 0) return 0;
    for (let which = 0; which < SIGNALS.length; which++) {
      const due = this.#due[which]!;
      if (due === Infinity) continue;
      const now = this.#now[which]!();
      if (now < due) continue;
      const interval = this.#intervals[which]!;
      this.set(which, interval === 0 ? 0 : interval - (now - due) % interval, interval);
      return SIGNALS[which]!;
    }
    return 0;
  }

  /** How many milliseconds a wait may take: until ITIMER_REAL expires. Whoever asks looks at the clock at the next turn. */
  mostWait(): number {
    this.#looks = 0;
    const due = this.#due[0]!;
    return due === Infinity ? Infinity : Math.max(Math.ceil(due - this.#now[0]!()), 0);
  }
}

/** Gives Python the device by which `timers` are set and read. */
export function connectTimers({ FS }: EmscriptenModule, timers: IntervalTimers): void {
  const device = FS.makedev(...DEVICE.timers);
  // By index, without a method that code in the realm could have replaced; a program's buffer need not be aligned.
  const numbers = new Float64Array(2);
  const bytes = new Uint8Array(numbers.buffer);
  const isTimer = (length: number, position: number) =>
    length === TIMER_BYTES && position % TIMER_BYTES === 0 && position / TIMER_BYTES in SIGNALS;
  FS.registerDevice(device, {
    read: (_stream, buffer, offset, length, position) => {
      if (!isTimer(length, position)) return 0;
      const timer = timers.get(position / TIMER_BYTES);
      numbers[0] = timer[0];
      numbers[1] = timer[1];
      for (let at = 0; at < TIMER_BYTES; at++) buffer[offset + at] = bytes[at]!;
      return length;
    },
    write: (_stream, buffer, offset, length, position) => {
      if (!isTimer(length, position)) return 0;
      for (let at = 0; at < TIMER_BYTES; at++) bytes[at] = buffer[offset + at]!;
      timers.set(position / TIMER_BYTES, numbers[0]!, numbers[1]!);
      return length;
    },
  });
  FS.mkdev(PATH, 0o666, device);
}
