/** What is said of forks is read as it was written; what cannot be is refused. */
import assert from "node:assert/strict";
import { MessageError } from "../../src/wire/fields.ts";
import {
  decodeForkAnswer,
  encodeForkAnswer,
  FORK_ANSWER_BYTES,
  type ForkAnswer,
} from "../../src/wire/fork_messages.ts";

const JAIL: ForkAnswer = { pid: 4321, pipes: { stdin: 4, stdout: 5, stderr: 7 } };

Deno.test("a jail with its pipes, and a process without, are read as they were written", () => {
  for (const answer of [JAIL, { pid: 2, pipes: null }, { ...JAIL, pid: 2 ** 22 }]) {
    const bytes = encodeForkAnswer(answer);
    assert.equal(bytes.length, FORK_ANSWER_BYTES);
    assert.deepEqual(decodeForkAnswer(bytes), answer);
  }
});

Deno.test("numbers that no process or pipe can have are refused", () => {
  const numbers = (...values: number[]) => new Uint8Array(new Int32Array(values).buffer);
  const refused: [Uint8Array, string][] = [
    [new Uint8Array(15), "The answer to a fork has 15 bytes"],
    [numbers(1, 4, 5, 6), "A fork has the process number 1"],
    [numbers(0, 0, 0, 0), "A fork has the process number 0"],
    [numbers(-1, 4, 5, 6), "A fork has the process number -1"],
    [numbers(2 ** 22 + 1, 4, 5, 6), "A fork has the process number 4194305"],
    [numbers(9, 4, 5, 2), "A pipe of a fork has the number 2"],
    [numbers(9, 0, 5, 6), "A pipe of a fork has the number 0"],
    [numbers(9, 4, -5, 6), "A pipe of a fork has the number -5"],
    [numbers(9, 4, 5, 2 ** 30), "A pipe of a fork has the number 1073741824"],
  ];
  for (const [bytes, message] of refused) {
    assert.throws(() => decodeForkAnswer(bytes), (error) => {
      assert.ok(error instanceof MessageError);
      assert.equal(error.message, message);
      return true;
    });
  }
});
