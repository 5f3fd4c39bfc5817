/**
 * The jail is what takes longest to start: it is spawned before anything else is loaded or parsed, from a guess at what the words will ask
 * for. Nothing is sent to it before the words were parsed in earnest, and a jail that turns out to be another than was asked for is
 * killed: a wrong guess costs time, and nothing else.
 */
import { LIMITS, parseLimit } from "../core/limits.ts";
import { type JailCommand, JailProcess } from "../host/jail_process.ts";
import { RUN_OPTIONS } from "./options.ts";

/** The words that set the heap, alone or with their value. */
const HEAP_WORD = /^(?:--max-heap(?:=(.*))?|-H(.+)?)$/s;
const HEAP_VARIABLE = LIMITS.maxHeap.environment;

/** The same for the walls. */
const WALLS_WORD = /^--walls(?:=(.*))?$/s;
const WALLS_VARIABLE = RUN_OPTIONS.walls.environment;

/** A jail that nobody has asked for yet. */
export class EarlyJail implements AsyncDisposable {
  #jail: JailProcess | null;

  constructor(command: JailCommand) {
    this.#jail = new JailProcess(command);
  }

  /** The jail, if it is what `command` would start. It is the caller's from then on. */
  takeFor(command: JailCommand): JailProcess | null {
    if (JSON.stringify(this.#jail?.command) !== JSON.stringify(command)) return null;
    const jail = this.#jail;
    this.#jail = null;
    return jail;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#jail?.[Symbol.asyncDispose]();
  }
}

/** What is guessed of a jail. */
export interface LikelyJail {
  readonly maxHeapBytes: number;
  readonly withWalls: boolean;
}

/** What the guess depends on. */
export interface Given {
  readonly words: readonly string[];
  variable(name: string): string | undefined;
  isTerminal(): boolean;
}

/** The jail that a program is most likely to be run in; null where it looks as if none were to be run. */
export function likelyJail({ words, variable, isTerminal }: Given): LikelyJail | null {
  const [first, ...rest] = words;
  const command = first ?? (isTerminal() ? "repl" : "run");
  const runs = command === "run" || command === "repl";
  if (!runs || rest.includes("--help") || rest.includes("-h")) return null;
  let heap = variable(HEAP_VARIABLE) || LIMITS.maxHeap.fallback;
  let walls = variable(WALLS_VARIABLE);
  for (const [at, word] of rest.entries()) {
    if (word === "--") break;
    const value = (found: RegExpExecArray) => found[1] ?? found[2] ?? rest[at + 1] ?? "";
    const [heapWord, wallsWord] = [HEAP_WORD.exec(word), WALLS_WORD.exec(word)];
    if (heapWord !== null) heap = value(heapWord);
    if (wallsWord !== null) walls = value(wallsWord);
  }
  try {
    const maxHeapBytes = parseLimit("maxHeap", heap, HEAP_VARIABLE)!;
    return { maxHeapBytes, withWalls: walls !== "off" };
  } catch {
    return null;
  }
}
