/** Fuzzes the host's supervisor as a whole: jails that send anything, and the verdicts on them. */
import { superviseCommand } from "../common/supervise_command.ts";
import type { Effort, Result } from "./effort.ts";
import { inChunks, makeInput } from "./input.ts";
import type { Complaint } from "./judge.ts";
import { judgeRun } from "./judge_run.ts";
import { readStream } from "./model.ts";
import { Random, seedOf } from "./random.ts";
import { play, randomScene, type Scene, type Supervise } from "./scene.ts";
import { shrinkInput } from "./shrink.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What was tried: inputs, and verdicts by their status. */
export interface SupervisorTally {
  inputs: number;
  readonly verdicts: Record<string, number>;
}

/** Longer streams are left to the fuzzer of the wire. */
const MOST_BYTES = 300_000;

/** Runs jails until the effort is used up, or one of them gets a wrong verdict. */
export async function fuzzSupervisor(
  { seed, enough, step = () => {}, shrinkMs = 10_000 }: Effort,
  superviseOne: Supervise = superviseCommand,
): Promise<Result<SupervisorTally>> {
  const tally: SupervisorTally = { inputs: 0, verdicts: {} };
  for (; !enough(tally.inputs); tally.inputs++) {
    const inputSeed = seedOf(seed, tally.inputs);
    step(inputSeed);
    const { stream, chunkings } = makeInput(inputSeed);
    const random = new Random(seedOf(inputSeed, 2 ** 31));
    const scene = randomScene(random);
    const sizes = random.pick(chunkings);
    if (stream.length > MOST_BYTES) continue;
    const { complaint, status } = await judgeStream(superviseOne, stream, sizes, scene);
    tally.verdicts[status] = (tally.verdicts[status] ?? 0) + 1;
    if (complaint === null) continue;
    const smaller = await shrinkInput(stream, sizes, async (candidate, given) => {
      step(inputSeed);
      const again = await judgeStream(superviseOne, candidate, given, scene);
      return again.complaint?.kind === complaint.kind;
    }, shrinkMs);
    const final = await judgeStream(superviseOne, smaller.stream, smaller.sizes, scene);
    return { tally, finding: { ...final.complaint ?? complaint, ...smaller, seed: inputSeed } };
  }
  return { tally, finding: null };
}

async function judgeStream(
  superviseOne: Supervise,
  stream: Bytes,
  sizes: readonly number[],
  scene: Scene,
): Promise<{ complaint: Complaint | null; status: string }> {
  try {
    const played = await play(superviseOne, [...inChunks(stream, sizes)], scene);
    const complaint = judgeRun(played, readStream(stream), scene);
    return { complaint, status: played.run.outcome.status };
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    const explanation = `supervise threw ${String(error).slice(0, 200)}`;
    return { complaint: { kind: `stray ${name}`, explanation }, status: "none" };
  }
}
