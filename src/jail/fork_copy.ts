/**
 * HOSTILE ONCE A PROGRAM RUNS. The step from a process with threads to one without: its copy, which has the thread that copies and no
 * other. docs/architecture.md says why the copy is as good as a process that never had more.
 */
import { encodeForkAnswer } from "../wire/fork_messages.ts";
import { describeResult, type Kernel } from "../walls/linux/kernel.ts";
import { ENDS_BYTES, openPipe } from "../walls/linux/pipe.ts";
import { Stillness } from "../walls/linux/stillness.ts";
import type { RawStreams } from "./raw_powers.ts";

const SIGKILL = 9;

/** How many copies may be thrown away: the engine's threads wake up less and less often when all is compiled. */
const MOST_COPIES = 100;

/**
 * Copies this process, tells the host, and leaves. Returns in the copy. A copy that was made while another thread was awake is ended, and
 * another made: that thread may have held a lock.
 *
 * @param fork makes a copy, as `forkFrom` gives it.
 * @throws {Error} where the threads do not come to rest.
 */
export function leaveCopy(kernel: Kernel, raw: RawStreams, fork: () => number): void {
  using threads = new Stillness(kernel);
  const [end, begin] = openPipe(kernel, kernel.place(ENDS_BYTES));
  const byte = kernel.place(1);
  for (let copies = 0; copies < MOST_COPIES; copies++) {
    const before = threads.wait();
    if (before === null) break;
    const pid = fork();
    if (pid === 0) {
      kernel.call("close", begin);
      if (kernel.call("read", end, byte.address, 1) !== 1) raw.leave();
      return;
    }
    const isWhole = threads.look() === before;
    if (pid < 0) throw new Error(`no fork: ${describeResult(pid)}`);
    raw.send(encodeForkAnswer({ pid, pipes: null }));
    if (isWhole) {
      kernel.call("write", begin, byte.address, 1);
      raw.leave();
    }
    kernel.call("kill", pid, SIGKILL);
  }
  throw new Error("the engine's threads did not come to rest");
}
