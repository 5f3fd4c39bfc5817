/**
 * HOSTILE ONCE A PROGRAM RUNS. Holds to the memory budget the functions of Python's that C code can call, as `ctypes` makes them: the
 * engine compiles a module of its own for each.
 */
import type { Budget } from "./budget.ts";

/** What the engine holds for one: 2.4 to 3.7 KB by measurement. */
const CALLBACK_BYTES = 4096;

/** Makes what allocates callbacks ask `budget` first; past the cap it answers that there is no memory. */
export function accountCallbacks(env: Record<string, unknown>, budget: Budget): void {
  const { ffi_closure_alloc_js: make, ffi_closure_free_js: free } = env as Record<
    string,
    (...given: number[]) => number
  >;
  if (make === undefined || free === undefined) throw new Error("The module has no callbacks");
  let live = 0;
  /** The most that lived at once: the engine keeps one that was freed until another takes its place. */
  let most = 0;
  env.ffi_closure_alloc_js = (size: number, code: number) => {
    if (live === most) {
      if (!budget.take(CALLBACK_BYTES)) return 0;
      most++;
    }
    const closure = make(size, code);
    if (closure !== 0) live++;
    return closure;
  };
  env.ffi_closure_free_js = (closure: number) => {
    live = Math.max(0, live - 1);
    free(closure);
  };
}
