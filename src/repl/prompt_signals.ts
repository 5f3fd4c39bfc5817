/**
 * Signals to the prompt: Ctrl-C reaches the editor or the statement, a new terminal size the editor, and the others end
 * the prompt in order.
 */

import { exitCodeForSignal } from "../report/exit_code.ts";

/** Receivers of the signals. */
export interface Listener {
  interrupt(): void;
  resized(): void;
}

/** Signals that end the prompt. */
const ENDING = ["SIGHUP", "SIGQUIT", "SIGTERM"] as const;

/** The signal handlers of this process. */
export interface Signals extends Disposable {
  /** Settles with the exit status when a signal came that ends the prompt. */
  readonly ended: Promise<number>;
}

/** Listens until it is disposed of. */
export function listen(listener: Listener): Signals {
  const { promise, resolve } = Promise.withResolvers<number>();
  const handlers: [Deno.Signal, () => void][] = [["SIGINT", () => listener.interrupt()]];
  // Windows has none of these.
  if (Deno.build.os !== "windows") {
    handlers.push(["SIGWINCH", () => listener.resized()]);
    for (const signal of ENDING) handlers.push([signal, () => resolve(exitCodeForSignal(signal))]);
  }
  for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
  return {
    ended: promise,
    [Symbol.dispose]: () => {
      for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
    },
  };
}
