/** TRUSTED. Who answers what a jail asks. A new kind of question gets its answerer here. */
import type { Answerers } from "./jail_questions.ts";
import type { Surroundings } from "./surroundings.ts";

/** The answerers of a run, by kind of question. */
export function answerersOf({ readStdin }: Surroundings): Answerers {
  return {
    stdin: async (most) => {
      try {
        return (await readStdin(most) ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>;
      } catch (error) {
        throw new Error(`cannot read standard input: ${(error as Error).message}`);
      }
    },
  };
}
