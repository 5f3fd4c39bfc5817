/** Corrupts a conversation as a whole: frames in the wrong order, duplicated, with another type, with a false length. */
import { type Frame, isLarge, randomConversation } from "./conversation.ts";
import { CAPS } from "./protocol.ts";
import type { Random } from "./random.ts";
import { corruptBytes } from "./corrupt_bytes.ts";
import { corruptJson } from "./corrupt_json.ts";

/** Lengths that a reader of 32 bits may get wrong. */
const LENGTHS = [0, 1, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1];

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 63, 64, 65, 66, 67, 127, 128, 255];

/** `frames` with one corruption. */
export function corruptFrames(frames: readonly Frame[], random: Random): Frame[] {
  if (frames.length === 0) return randomConversation(random);
  const at = random.below(frames.length);
  const frame = frames[at]!;
  const { type, payload } = frame;
  const instead = (...others: Frame[]) => [
    ...frames.slice(0, at),
    ...others,
    ...frames.slice(at + 1),
  ];
  switch (random.below(13)) {
    case 0:
      return instead();
    case 1:
      return instead(frame, frame);
    case 2:
      return [frame, ...instead()];
    case 3:
      return [...instead(), frame];
    case 4:
      return instead({ ...frame, type: random.pick(TYPES) });
    case 5:
      return instead({ ...frame, announced: wrongLength(payload.length, CAPS[type] ?? 0, random) });
    case 6:
      return instead({ type, payload: fullPayload(CAPS[type] ?? 0, random) });
    case 7:
      return instead({ type, payload: payload.slice(0, random.below(payload.length + 1)) });
    case 8:
      return [...frames.slice(0, at), ...randomConversation(random)];
    case 9:
      return instead(
        ...new Array<Frame>(random.below(100)).fill(frame).slice(0, 50_000 / (payload.length + 1)),
      );
    case 10:
      return [...frames.slice(0, at), frame, ...frames.slice(at)].toReversed();
    default:
      return instead({ type, payload: corruptBytes(payload, random) });
  }
}

/** `frames` with one corrupted message, if there is any. */
export function corruptMessage(frames: readonly Frame[], random: Random): Frame[] {
  const messages = frames.filter(({ message }) => message !== undefined);
  if (messages.length === 0) return corruptFrames(frames, random);
  const corrupted = random.pick(messages);
  const payload = corruptJson(corrupted.payload, corrupted.type, random) ?? corrupted.payload;
  return frames.map((frame) => frame === corrupted ? { ...corrupted, payload } : frame);
}

function wrongLength(length: number, cap: number, random: Random): number {
  const near = [length, cap].flatMap((middle) => [middle - 1, middle + 1]).filter((one) =>
    one >= 0
  );
  return random.pick([...near, ...near, ...LENGTHS, random.below(2 ** 32)]);
}

/** As much as the cap allows, or one byte more or less. */
function fullPayload(cap: number, random: Random): Uint8Array<ArrayBuffer> {
  const isFull = !isLarge(cap) || random.oneIn(20);
  const length = isFull ? cap + random.below(3) - 1 : random.below(100);
  return new Uint8Array(Math.max(0, length)).fill(random.pick([0x20, 0x5B, 0x30, 0, 0xFF]));
}
