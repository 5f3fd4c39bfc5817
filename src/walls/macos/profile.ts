/**
 * The profile, in Seatbelt's language. A process keeps what it has open: pipes, memory, threads, Mach ports. So a jail
 * that has booted needs next to nothing, and everything that is not named here is refused: files and their metadata,
 * sockets of every kind, processes, services of the system, devices, shared memory.
 */

/** Facts about the machine that allocators and thread pools read: counts and sizes, no names. */
const SYSCTLS: readonly string[] = [
  "hw.activecpu",
  "hw.logicalcpu",
  "hw.logicalcpu_max",
  "hw.memsize",
  "hw.ncpu",
  "hw.pagesize",
  "hw.pagesize_compat",
  "hw.physicalcpu",
  "hw.physicalcpu_max",
  "kern.usrstack64",
];

/** The profile. */
export const PROFILE: string = [
  "(version 1)",
  "(deny default)",
  // `default` does not include these.
  "(deny process-info* nvram* iokit-get-properties file-map-executable)",
  // The engine compiles at run time: it writes memory first and executes it then.
  "(allow dynamic-code-generation)",
  // Names of threads, and the signal with which a process aborts.
  "(allow process-info* signal (target self))",
  `(allow sysctl-read ${SYSCTLS.map((name) => `(sysctl-name "${name}")`).join(" ")})`,
  "",
].join("\n");
