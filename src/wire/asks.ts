/**
 * BOUNDARY. What a jail can ask of its host while a program runs, and waits for: one table. Each kind is a pair of frames of its own,
 * so that the reader of frames refuses what is too long, or unknown, before any of it is held. Of each kind one question at a
 * time may be open: a second one is a violation.
 */
import { FrameType, type FrameTypeNumber, STDIN_FRAME_BYTES } from "./frame.ts";
import { MessageError } from "./fields.ts";

/**
 * When the program's wall clock stands while the host answers; at a prompt, a person answers, who thinks in his own time. The
 * program's other limits hold all the time.
 */
export type ClockRule = "never" | "at a prompt" | "always";

/** Whether the wall clock stands, for a program that is or is not at a prompt. */
export function clockStands(rule: ClockRule, atPrompt: boolean): boolean {
  return rule === "always" || rule === "at a prompt" && atPrompt;
}

/** One kind of question. */
export interface AskSpec<Question> {
  /** What it asks for, for messages. */
  readonly name: string;
  /** The frame of the question, from the jail, and of the answer, from the host. */
  readonly question: FrameTypeNumber;
  readonly answer: FrameTypeNumber;
  /** Most bytes of the answer; those of the question are in `JAIL_FRAME_CAPS`. */
  readonly answerBytes: number;
  readonly clock: ClockRule;
  /** @throws {MessageError} where the payload is no such question. */
  readonly decode: (payload: Uint8Array) => Question;
}

/** All kinds of questions, by name. A kind that is added here takes a line in `JAIL_FRAME_CAPS`, an asker and an answerer. */
export const ASKS = {
  /** The next bytes of standard input: at most as many as the question says. No bytes are the end of the input. */
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

/** The kind that an answer's frame belongs to; null where the frame is no answer. */
export function kindOfAnswer(type: number): AskKind | null {
  for (const kind of Object.keys(ASKS) as AskKind[]) {
    if (ASKS[kind].answer === type) return kind;
  }
  return null;
}

/** The kind that a question's frame belongs to; null where the frame is no question. */
export function kindOfQuestion(type: number): AskKind | null {
  for (const kind of Object.keys(ASKS) as AskKind[]) {
    if (ASKS[kind].question === type) return kind;
  }
  return null;
}

/**
 * Whether the program still waits for the answer to its open question of this kind: an interrupt has ended its wait, or it has come
 * back to wait again. Nothing is asked for.
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

/** @throws {MessageError} where the payload is none. */
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

/** How many bytes are asked for: at least one, and no more than one frame carries. */
function decodeReadRequest(payload: Uint8Array): number {
  if (payload.length !== 4) {
    throw new MessageError("A request for standard input has the wrong length");
  }
  const most = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  return Math.max(1, Math.min(most, STDIN_FRAME_BYTES));
}
