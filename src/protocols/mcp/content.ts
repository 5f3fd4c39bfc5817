/** From results to what models read: text, images and files. Pure. */
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import type { Ended, OutputFile } from "../../engine/result.ts";
import { describeEnd } from "../../report/describe_end.ts";
import { mimeOf } from "../jsonl/json_files.ts";
import { isShownImage } from "./images.ts";
import type { Content } from "./sdk.ts";
import { shortenMiddle } from "./shorten.ts";
import { shownIn } from "./shown.ts";

/** Most UTF-16 units of one stream, of the result and of an error, in a text for models. */
export const LONGEST_TEXT = 16_000;

/** How many bytes of a file are worked on in one step: a multiple of three, so that pieces of base64 have no padding but the last. */
const STEP_BYTES = 3 * MEBIBYTE;

const WHERE = "structuredContent has all of it";

/** What a program has printed and made, in steps that take some milliseconds at most. */
export function* contentOf(ended: Ended, session: string | null): Generator<void, Content[]> {
  const shown = yield* shownIn(ended);
  const contents: Content[] = [
    { type: "text", text: textOf(ended, shown.texts, session) },
    ...shown.contents,
  ];
  let bytes = 0;
  for (const file of ended.files ?? []) {
    bytes += file.contents.length;
    if (bytes > STEP_BYTES) {
      bytes = 0;
      yield;
    }
    contents.push(yield* fileContent(file));
  }
  return contents;
}

/** The text: each part under its name, and what else there is to know. */
function textOf(ended: Ended, shown: readonly string[], session: string | null): string {
  const { outcome, stdout, stderr, truncated, files, filesOmitted, sessionLost, sessionEnded } =
    ended;
  const { status, claimed, limits } = outcome;
  const isOk = status === "ok";
  const parts = [part("stdout", stdout), part("stderr", stderr)];
  parts.push(part("shown", shown.join("\n")));
  if (isOk) {
    if (claimed.resultRepr !== null) parts.push(part("result", claimed.resultRepr));
  } else {
    // The traceback is in stderr already, as Python wrote it, unless the program has replaced that.
    const traceback = claimed.error?.traceback ?? "";
    if (traceback !== "" && !stderr.includes(traceback)) parts.push(part("traceback", traceback));
    parts.push(`${status}: ${shortenMiddle(describeEnd(outcome), LONGEST_TEXT, WHERE)}`);
  }
  if (truncated) {
    parts.push(`note: output stops at ${formatSize(limits.maxOutputBytes)} (--max-output)`);
  }
  if (sessionLost) {
    parts.push(`note: the earlier state of session '${session}' was gone; this call began anew`);
  }
  if (sessionEnded) parts.push(`note: session '${session}' has ended; its state is gone`);
  for (const { path, contents } of files ?? []) {
    const size = contents.length === 1 ? "1 byte" : `${contents.length} bytes`;
    parts.push(`file: ${path} (${mimeOf(path)}, ${size})`);
  }
  for (const omitted of filesOmitted) parts.push(`note: ${omitted}`);
  const text = parts.filter((one) => one !== "").join("\n");
  return text === "" ? "(no output)" : text;
}

function part(name: string, text: string): string {
  if (text === "") return "";
  const shown = shortenMiddle(text, LONGEST_TEXT, WHERE).replace(/\n$/, "");
  return `${name}:\n${shown}`;
}

function* fileContent({ path, contents }: OutputFile): Generator<void, Content> {
  const mimeType = mimeOf(path);
  if (isShownImage(mimeType, contents.length)) {
    return { type: "image", data: contents.toBase64(), mimeType };
  }
  const uri = `pysandbox://files/${path.split("/").map(encodeURIComponent).join("/")}`;
  const text = yield* textIn(contents, mimeType);
  const body = text === null ? { blob: yield* base64Of(contents) } : { text };
  return { type: "resource", resource: { uri, mimeType, ...body } };
}

function* base64Of(contents: Uint8Array<ArrayBuffer>): Generator<void, string> {
  let text = "";
  for (let at = 0; at < contents.length; at += STEP_BYTES) {
    if (contents.length > STEP_BYTES) yield;
    text += contents.subarray(at, at + STEP_BYTES).toBase64();
  }
  return text;
}

/** The text in a file of a type that is text; null where there is none. */
function* textIn(
  contents: Uint8Array<ArrayBuffer>,
  mimeType: string,
): Generator<void, string | null> {
  if (!/^text\/|json|xml$/.test(mimeType)) return null;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  try {
    for (let at = 0; at < contents.length; at += STEP_BYTES) {
      if (contents.length > STEP_BYTES) yield;
      text += decoder.decode(contents.subarray(at, at + STEP_BYTES), { stream: true });
    }
    return text + decoder.decode();
  } catch {
    return null;
  }
}
