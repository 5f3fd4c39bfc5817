/** The signals with which a user, or a system, ends a command. */

type Name = "SIGINT" | "SIGTERM";

/** What is listened for, and the name that it has here. Windows has no SIGTERM: there, Ctrl-Break asks a process to end. */
export function stopSignals(os: typeof Deno.build.os): readonly (readonly [Deno.Signal, Name])[] {
  return [["SIGINT", "SIGINT"], [os === "windows" ? "SIGBREAK" : "SIGTERM", "SIGTERM"]];
}

/** Calls `listener` at each of them until it is disposed of. */
export function onSignals(listener: (signal: Name) => void): Disposable {
  const handlers = stopSignals(Deno.build.os).map(([signal, name]) => {
    const handler = () => listener(name);
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return { [Symbol.dispose]: () => handlers.forEach((remove) => remove()) };
}
