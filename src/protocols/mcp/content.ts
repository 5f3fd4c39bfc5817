/** From results to what models read: text, images and files. Pure. */
import { formatSize } from "../../core/units.ts";
import type { Ended, OutputFile } from "../../engine/result.ts";
import { describeEnd } from "../../report/describe_end.ts";
import { mimeOf } from "../jsonl/json_files.ts";
import { isShownImage } from "./images.ts";
import type { Content } from "./sdk.ts";
import { shortenMiddle } from "./shorten.ts";
import { shownIn } from "./shown.ts";

/** Most UTF-16 units of one stream, of the result and of an error, in a text for models. */
export const LONGEST_TEXT = 16_000;

const WHERE = "structuredContent has all of it";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What a program has printed and made. */
export function contentOf(ended: Ended, session: string | null): Content[] {
  const shown = shownIn(ended);
  return [
    { type: "text", text: textOf(ended, shown.texts, session) },
    ...shown.contents,
    ...(ended.files ?? []).map(fileContent),
  ];
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
    parts.push(`file: ${path} (${mimeOf(path)}, ${contents.length} bytes)`);
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

function fileContent({ path, contents }: OutputFile): Content {
  const mimeType = mimeOf(path);
  if (isShownImage(mimeType, contents.length)) {
    return { type: "image", data: contents.toBase64(), mimeType };
  }
  const uri = `pysandbox://files/${path.split("/").map(encodeURIComponent).join("/")}`;
  const text = textIn(contents, mimeType);
  const body = text === null ? { blob: contents.toBase64() } : { text };
  return { type: "resource", resource: { uri, mimeType, ...body } };
}

/** The text in a file of a type that is text; null where there is none. */
function textIn(contents: Uint8Array<ArrayBuffer>, mimeType: string): string | null {
  if (!/^text\/|json|xml$/.test(mimeType)) return null;
  try {
    return decoder.decode(contents);
  } catch {
    return null;
  }
}
