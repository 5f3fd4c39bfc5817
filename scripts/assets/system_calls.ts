/**
 * Which imports of Pyodide's module are given to it. Pyodide is CPython, a bridge to JavaScript, and bindings for browsers in
 * one module; here it is CPython alone. The glue's code behind everything else is left out: no bug can lead to what is
 * not there, and start-up does not pay for it.
 */

/** What CPython and the C library ask of their surroundings, by the part that asks. */
const SYSTEM_CALLS: readonly RegExp[] = [
  // Files, sockets, processes, as Linux has them.
  /^__syscall_\w+$/,
  // The same, as WASI has them.
  /^(environ(_sizes)?_get|fd_\w+|clock_(res|time)_get|random_get|proc_exit)$/,
  // Time, memory maps, timers, signals and the end, as Emscripten's C library asks for them.
  /^_(tzset|timegm|mktime|localtime|gmtime|mmap|munmap|msync|setitimer|abort)_js$/,
  /^emscripten_(get_now|date_now|get_heap_max|resize_heap|runtime_keepalive_(push|pop))$/,
  /^_emscripten_(runtime_keepalive_clear|get_progname|system|lookup_name)$/,
  /^(__call_sighandler|__assert_fail|exit)$/,
  // Names and addresses of the network.
  /^(getaddrinfo|getnameinfo|getprotobyname)$/,
  // Pyodide's wrappers of calls that may have to wait.
  /^_(maybe_\w+_async|try_(fcntl64|shutdown))$/,
  // ctypes: calls through a pointer, and pointers to Python functions.
  /^ffi_\w+_js$/,
  // Function calls of CPython whose signature does not match, and its check for Ctrl-C.
  /^_Py(EM_TrampolineCall_JS|_emscripten_runtime|_CheckEmscriptenSignals_Helper)$/,
];

/** Whether the sandbox has the import `name` of the module. The jail puts others, and a trap for the rest, in their place. */
export function isSystemCall(name: string): boolean {
  return SYSTEM_CALLS.some((family) => family.test(name));
}
