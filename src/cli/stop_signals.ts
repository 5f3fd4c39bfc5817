/** The signals with which a user, or a system, ends a command. */

/** Calls `listener` at each of them until it is disposed of. */
export function onSignals(listener: (signal: "SIGINT" | "SIGTERM") => void): Disposable {
  const handlers = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const handler = () => listener(signal);
    // Windows knows no SIGTERM.
    if (Deno.build.os === "windows" && signal === "SIGTERM") return () => {};
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return { [Symbol.dispose]: () => handlers.forEach((remove) => remove()) };
}
