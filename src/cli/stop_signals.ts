/** The signals with which a user, or a system, ends a command. */

/** What is listened for, and the name that it has here. Windows has no SIGTERM: there, Ctrl-Break asks a process to end. */
const SIGNALS: readonly (readonly [Deno.Signal, "SIGINT" | "SIGTERM"])[] = [
  ["SIGINT", "SIGINT"],
  [Deno.build.os === "windows" ? "SIGBREAK" : "SIGTERM", "SIGTERM"],
];

/** Calls `listener` at each of them until it is disposed of. */
export function onSignals(listener: (signal: "SIGINT" | "SIGTERM") => void): Disposable {
  const handlers = SIGNALS.map(([signal, name]) => {
    const handler = () => listener(name);
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return { [Symbol.dispose]: () => handlers.forEach((remove) => remove()) };
}
