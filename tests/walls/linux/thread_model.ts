/** A model of a kernel that shows threads of a process, and what they do from one look to the next. */
import assert from "node:assert/strict";
import type { Kernel } from "../../../src/walls/linux/kernel.ts";

const SELF = 1;

/** The state of a thread, and how often it has given up a processor and lost one. */
export type Thread = readonly [state: string, given: number, lost: number];

/** A kernel of a process with these threads: at each look those of the next moment, and at the end those of the last. */
export function threadKernel(
  moments: readonly Readonly<Record<number, Thread>>[],
): Kernel & { readonly pauses: number; readonly asked: readonly string[] } {
  const memory = new ArrayBuffer(128 * 1024);
  let [used, at, isListed, pauses] = [0, -1, false, 0];
  let opened = "";
  const asked: string[] = [];
  const bytes = (address: number) => new Uint8Array(memory, address);
  const threads = () => moments[Math.min(at, moments.length - 1)]!;
  const call: Kernel["call"] = (name, ...[first = 0, second = 0, third = 0]) => {
    switch (name) {
      case "gettid":
        return SELF;
      case "lseek":
        at++;
        isListed = false;
        return 0;
      case "getdents64": {
        if (isListed) return 0;
        isListed = true;
        let length = 0;
        for (const thread of [".", "..", SELF, ...Object.keys(threads())]) {
          const view = new DataView(memory, second + length, 32);
          view.setUint16(16, 32, true);
          bytes(second + length + 19).set(new TextEncoder().encode(`${thread}\0`));
          length += 32;
        }
        return length;
      }
      case "openat": {
        const path = bytes(second);
        opened = new TextDecoder().decode(path.subarray(0, path.indexOf(0)));
        return opened.startsWith("/proc/self/task") || Number.parseInt(opened) in threads()
          ? 5
          : -2;
      }
      case "read": {
        const [state, given, lost] = threads()[Number.parseInt(opened)]!;
        const text = `Name:\tworker\nState:\t${state}\nTgid:\t1\n` +
          `voluntary_ctxt_switches:\t${given}\nnonvoluntary_ctxt_switches:\t${lost}\n`;
        bytes(second).set(new TextEncoder().encode(text));
        return Math.min(text.length, third);
      }
      case "nanosleep":
        pauses++;
        return 0;
      case "close":
        assert.equal(first, 5);
        return 0;
      case "pipe2":
        new DataView(memory, first, 8).setInt32(4, 8, true);
        return 0;
      case "write":
      case "kill":
        asked.push([name, first, second].slice(0, name === "kill" ? 3 : 2).join(" "));
        return 1;
      default:
        throw new Error(name);
    }
  };
  return {
    architecture: { name: "x86_64", audit: 0, column: 0 },
    pageBytes: 4096,
    call,
    place: (length) => {
      used += length;
      return { address: used - length, view: new DataView(memory, used - length, length) };
    },
    asked,
    get pauses() {
      return pauses;
    },
  };
}
