/**
 * BOUNDARY. The questions that a jail can ask its host while a program runs: one table. The jail waits for each answer. Each kind has
 * two frame types of its own, so that the frame reader refuses unknown and too long frames before it stores them. At most one
 * question of each kind may be open; a second one is a violation.
 */
import { FrameType, type FrameTypeNumber, STDIN_FRAME_BYTES } from "./frame.ts";
import { MessageError } from "./fields.ts";

/**
 * When the program's wall clock is paused while the host answers. At a prompt, a person answers, and may take any time. The other
 * limits always apply.
 */
export type ClockRule = "never" | "at a prompt" | "always";

/** Whether the rule pauses the wall clock, for a program that is or is not at a prompt. */
export function pausesClock(rule: ClockRule, atPrompt: boolean): boolean {
  return rule === "always" || rule === "at a prompt" && atPrompt;
}

/** One kind of question. */
export interface AskSpec<Question> {
  /** What it asks for, as messages name it. */
  readonly name: string;
  /** The frame of the question, from the jail, and of the answer, from the host. */
  readonly question: FrameTypeNumber;
  readonly answer: FrameTypeNumber;
  /** Most bytes of the answer. The cap of the question is in `JAIL_FRAME_CAPS`. */
  readonly answerBytes: number;
  readonly clock: ClockRule;
  /** @throws {MessageError} if the payload is not a question of this kind. */
  readonly decode: (payload: Uint8Array) => Question;
}

/** All kinds of questions, by name. A new kind also needs a cap in `JAIL_FRAME_CAPS`, code that asks, and code that answers. */
export const ASKS = {
  /** The next bytes of standard input, at most as many as the question says. An empty answer is the end of the input. */
  stdin: {
    name: "standard input",
    question: FrameType.ReadStdin,
    answer: FrameType.Stdin,
    answerBytes: STDIN_FRAME_BYTES,
    clock: "at a prompt",
    decode: decodeReadRequest,
  },
} as const satisfies Readonly<Record<string, AskSpec<unknown>>>;

/** The name of a kind of question. */
export type AskKind = keyof typeof ASKS;

/** The kind of an answer's frame type; null if the type is not an answer. */
export function kindOfAnswer(type: number): AskKind | null {
  for (const kind of Object.keys(ASKS) as AskKind[]) {
    if (ASKS[kind].answer === type) return kind;
  }
  return null;
}

/** The kind of a question's frame type; null if the type is not a question. */
export function kindOfQuestion(type: number): AskKind | null {
  for (const kind of Object.keys(ASKS) as AskKind[]) {
    if (ASKS[kind].question === type) return kind;
  }
  return null;
}

/**
 * Whether the program waits for the answer to its open question of this kind: false after an interrupt has ended the wait, true when
 * the program waits again. The host sends no answer to this.
 */
export interface Waiting {
  readonly kind: AskKind;
  readonly waits: boolean;
}

/** The payload of a `Waiting` frame: the type of the question's frame, and 1 or 0. */
export function encodeWaiting({ kind, waits }: Waiting): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(2);
  payload[0] = ASKS[kind].question;
  payload[1] = waits ? 1 : 0;
  return payload;
}

/** @throws {MessageError} if the payload is not such a message. */
export function decodeWaiting(payload: Uint8Array): Waiting {
  const kind = kindOfQuestion(payload[0] ?? 0);
  const waits = payload[1];
  if (payload.length !== 2 || kind === null || waits !== 0 && waits !== 1) {
    throw new MessageError("A message of a wait names no question, or says neither yes nor no");
  }
  return { kind, waits: waits === 1 };
}

/** The question for at most `most` bytes of standard input. */
export function encodeReadRequest(most: number): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, Math.min(most, STDIN_FRAME_BYTES), true);
  return payload;
}

/** The number of bytes that are asked for: at least 1, at most what one frame carries. */
function decodeReadRequest(payload: Uint8Array): number {
  if (payload.length !== 4) {
    throw new MessageError("A request for standard input has the wrong length");
  }
  const most = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  return Math.max(1, Math.min(most, STDIN_FRAME_BYTES));
}
