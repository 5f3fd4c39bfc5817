/** The progress of a fuzzing process: the seed of its input and a count of steps, in a file that outlives it. */

/** A step of a fuzzing process. */
export interface Step {
  readonly seed: number;
  /** Increases with each step. */
  readonly count: number;
}

/** Returns a function that writes each step into `path`, in place. */
export function progressWriter(path: string): (seed: number) => void {
  const file = Deno.openSync(path, { write: true, create: true });
  const step = new Float64Array(2);
  const bytes = new Uint8Array(step.buffer);
  return (seed) => {
    step[0] = seed;
    step[1]!++;
    file.seekSync(0, Deno.SeekMode.Start);
    file.writeSync(bytes);
  };
}

/** The last step in `path`; null before the first. */
export function readProgress(path: string): Step | null {
  const { buffer, byteLength } = Deno.readFileSync(path);
  if (byteLength < 16) return null;
  const [seed, count] = new Float64Array(buffer) as unknown as [number, number];
  return { seed, count };
}
