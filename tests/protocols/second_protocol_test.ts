/** Another protocol over the engine, in this file alone: a line is a program, and its answer a line of what that printed. */
import assert from "node:assert/strict";
import { createEngine, type Engine, type Result } from "../../mod.ts";

/** Answers each line, in their order, with at most `MOST_WAITING` of them submitted. All lines share one session. */
async function echo(
  engine: Engine,
  lines: Iterable<string> | AsyncIterable<string>,
  write: (line: string) => void,
): Promise<void> {
  const waiting: Promise<Result>[] = [];
  const answerFirst = async () => write(toLine(await waiting.shift()!));
  for await (const code of lines) {
    if (waiting.length === MOST_WAITING) await answerFirst();
    waiting.push(engine.submit({ code }, { session: "echo" }).result);
  }
  while (waiting.length > 0) await answerFirst();
  await engine.closeSession("echo");
}

const MOST_WAITING = 4;

function toLine(result: Result): string {
  if (result.kind !== "ended") return `! ${result.kind}`;
  const { status, reason, claimed } = result.outcome;
  const lost = result.sessionLost ? "(all names are gone) " : "";
  if (status === "ok") return lost + result.stdout.trimEnd().replaceAll("\n", " ");
  const error = claimed.error === null ? status : `${claimed.error.type}: ${claimed.error.message}`;
  return `${lost}! ${reason ?? error}`;
}

Deno.test("a second protocol over the engine needs one file", async () => {
  await using engine = await createEngine({ workers: 1, spares: 1 });
  const answers: string[] = [];
  const lines = [
    "x = 20",
    "print(x + 1)",
    "print(1 / 0)",
    "print('a'); print('b')",
    "import os; os._exit(3)",
    "print('x' in globals())",
    "print(x)",
  ];
  await echo(engine, lines, (line) => answers.push(line));
  assert.deepEqual(answers, [
    "",
    "21",
    "! ZeroDivisionError: division by zero",
    "a b",
    "! error",
    "(all names are gone) False",
    "! NameError: name 'x' is not defined",
  ]);
  assert.equal(engine.state().load.sessions, 0);
});
