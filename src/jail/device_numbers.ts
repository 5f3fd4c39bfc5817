/** HOSTILE ONCE A PROGRAM RUNS. Numbers of the devices that programs find. Of two with one number, the later one takes the place of the other. */

/** Emscripten's own are below. */
const MAJOR = 100;

/** Major and minor number of each device. */
export const DEVICE = {
  stdin: [MAJOR, 0],
  stdout: [MAJOR, 1],
  stderr: [MAJOR, 2],
  random: [MAJOR, 3],
  timers: [MAJOR, 4],
  times: [MAJOR, 5],
  calls: [MAJOR, 6],
  display: [MAJOR, 7],
  drawn: [MAJOR, 8],
} as const;
