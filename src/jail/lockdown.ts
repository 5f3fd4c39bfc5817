/**
 * HOSTILE ONCE A PROGRAM RUNS. Gives up what the jail may do, and proves that it is gone: Deno's permissions, and
 * the powers of the JavaScript realm. Both are walls behind a wall: Python has no way to JavaScript to begin with.
 */
import { PERMISSIONS } from "../core/permissions.ts";

/** A promise of the lockdown that does not hold. The jail must not say hello. */
export class LockdownError extends Error {
  override readonly name = "LockdownError";
}

/**
 * What stays of the global object: the language itself, and what Emscripten needs to move bytes. Everything else
 * (Deno, process, Worker, fetch, timers, storage, events, streams, URL, crypto, and so on) goes.
 */
const KEPT_GLOBALS: ReadonlySet<string> = new Set([
  ...["Object", "Function", "Array", "Number", "Boolean", "String", "Symbol", "BigInt", "Date"],
  ...["Promise", "RegExp", "Error", "AggregateError", "EvalError", "RangeError", "ReferenceError"],
  ...["SyntaxError", "TypeError", "URIError", "SuppressedError", "JSON", "Math", "Intl"],
  ...["ArrayBuffer", "SharedArrayBuffer", "Atomics", "DataView", "Uint8Array", "Int8Array"],
  ...["Uint16Array", "Int16Array", "Uint32Array", "Int32Array", "BigUint64Array", "BigInt64Array"],
  ...["Uint8ClampedArray", "Float16Array", "Float32Array", "Float64Array", "Map", "Set"],
  ...["WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry", "Iterator", "Proxy", "Reflect"],
  ...["DisposableStack", "AsyncDisposableStack", "Temporal", "WebAssembly"],
  ...["TextEncoder", "TextDecoder", "globalThis", "Infinity", "NaN", "undefined"],
  ...["parseInt", "parseFloat", "isNaN", "isFinite", "eval", "escape", "unescape"],
  ...["encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"],
]);

const NO_TIMERS = { setTimeout: () => 0, clearTimeout: () => {} };

/** The part of Deno's namespace that giving up and proving take. */
export type Runtime = typeof Deno;

/**
 * Hides the runtime from code that looks around for one: Emscripten and Pyodide then take no path that loads Node's
 * modules or reads files by themselves.
 *
 * @returns the namespace, for the rest of the start.
 */
export function hideRuntime(): Runtime {
  const runtime = Deno;
  const global = globalThis as Record<string, unknown>;
  const silent = () => {};
  for (const name of ["Deno", "process", "Buffer", "global"]) delete global[name];
  // Emscripten reports crashes here; the host learns of them by other means.
  global.console = { log: silent, warn: silent, error: silent, info: silent, debug: silent };
  // Emscripten's "worker" mode is the one that asks nothing of its surroundings; the two functions let Pyodide pass. It looks
  // whether there are timers, which Deno would load much of Node for.
  const surroundings = { WorkerGlobalScope: class {}, read: silent, load: silent };
  for (const [name, value] of Object.entries({ ...surroundings, ...NO_TIMERS })) {
    Object.defineProperty(global, name, { value, configurable: true, writable: true });
  }
  return runtime;
}

/**
 * All of it: permissions, realm, proof.
 *
 * @throws {LockdownError} where something is left.
 */
export function lockDown(runtime: Runtime): void {
  dropPermissions(runtime);
  emptyRealm();
  proveLockdown(runtime);
}

/** Gives up every permission of the process. */
export function dropPermissions(runtime: Runtime): void {
  for (const name of PERMISSIONS) {
    runtime.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
  }
}

/** Empties the realm: of all that is not the language, in the global object and in what it inherits from. */
export function emptyRealm(): void {
  for (let object: object | null = globalThis; object !== null && object !== Object.prototype;) {
    for (const key of Reflect.ownKeys(object)) {
      if (typeof key === "string" && KEPT_GLOBALS.has(key)) continue;
      // Some are there again after a deletion that claims to have worked.
      if (Reflect.deleteProperty(object, key) && !Object.hasOwn(object, key)) continue;
      Object.defineProperty(object, key, { value: undefined, writable: false });
    }
    object = Object.getPrototypeOf(object);
  }
}

/**
 * Tries what must not work any more, but for processes.
 *
 * @throws {LockdownError} naming the first thing that still does.
 */
export function proveLockdown(runtime: Runtime): void {
  for (const name of PERMISSIONS) {
    const { state } = runtime.permissions.querySync({ name } as Deno.PermissionDescriptor);
    if (state === "granted") throw new LockdownError(`The permission '${name}' is still granted`);
  }
  const attempts: Record<string, () => unknown> = {
    "read a file": () => runtime.readFileSync("/"),
    "write a file": () => runtime.writeFileSync("/pysandbox-lockdown-test", new Uint8Array(0)),
    "read the environment": () => runtime.env.get("HOME"),
    "load a library": () => runtime.dlopen("libc.so.6", {}),
    "open a socket": () => runtime.listen({ hostname: "127.0.0.1", port: 0 }),
    "name the host": () => runtime.hostname(),
  };
  for (const [action, attempt] of Object.entries(attempts)) mustBeDenied(runtime, action, attempt);
  const compile = emptyRealm.constructor as (code: string) => unknown;
  mustFail(
    "can still make code from strings",
    () => compile("return 1"),
    (error) => error instanceof EvalError,
  );
  for (const key of Reflect.ownKeys(globalThis)) {
    const value = (globalThis as Record<PropertyKey, unknown>)[key];
    if (value !== undefined && (typeof key !== "string" || !KEPT_GLOBALS.has(key))) {
      throw new LockdownError(`The realm still has '${String(key)}'`);
    }
  }
}

/**
 * Tries to signal a process, which takes the same permission as to start one. For that alone Deno loads 8 to 12 ms of itself: a
 * filter of the kernel that was tried proves more, and no permission at all stands in its way.
 *
 * @throws {LockdownError} where it works.
 */
export function proveNoProcesses(runtime: Runtime): void {
  mustBeDenied(runtime, "signal a process", () => runtime.kill(1, "SIGCONT"));
}

function mustBeDenied(runtime: Runtime, action: string, attempt: () => unknown): void {
  mustFail(`can still ${action}`, attempt, (error) => error instanceof runtime.errors.NotCapable);
}

function mustFail(
  what: string,
  attempt: () => unknown,
  isExpected: (error: unknown) => boolean,
): void {
  let thrown: unknown;
  try {
    attempt();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) throw new LockdownError(`The jail ${what}`);
  if (!isExpected(thrown)) throw new LockdownError(`The jail ${what}, or fails oddly: ${thrown}`);
}
