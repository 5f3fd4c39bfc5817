/**
 * A fake jail that can take one program after another, and does with each what its text says: words of `ACTS`, each with a
 * comma behind it where another follows. Its only argument is what it does when it has said hello.
 */
import { encodeFrame, FrameType, HEADER_BYTES, payloadLength } from "../../src/wire/frame.ts";
import {
  ANSWER,
  CLAIMED,
  END,
  frame,
  HELLO,
  sleepForEver,
  textFrame,
  write,
} from "../fixtures/fake_jail.ts";

/** Longer than a host takes to look at what it was sent, and less than it takes to stop a jail that rests. */
const PAUSE_MS = 40;

const KEPT = { ...END, kept: true };

/** What one word does. */
const ACTS: Readonly<Record<string, () => void>> = {
  nothing: () => {},
  pause: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS),
  end: () => write(frame(FrameType.End, KEPT)),
  "end of another": () =>
    write(frame(FrameType.End, {
      ...KEPT,
      answer: { ...ANSWER, claimed: { ...CLAIMED, resultRepr: "FORGED" } },
    })),
  "end for good": () => write(frame(FrameType.End, END)),
  "end twice": () => write(joined(frame(FrameType.End, KEPT), frame(FrameType.End, KEPT))),
  "end and output": () => write(joined(frame(FrameType.End, KEPT), output())),
  "end and half a frame": () => write(joined(frame(FrameType.End, KEPT), output().subarray(0, 3))),
  "end and garbage": () => write(joined(frame(FrameType.End, KEPT), garbage())),
  hello: () => write(frame(FrameType.Hello, HELLO)),
  output: () => write(output()),
  "much output": () => {
    for (let count = 0; count < 16; count++) {
      write(textFrame(FrameType.Stdout, "\x7f\x01".repeat(0x7000)));
      write(textFrame(FrameType.Stderr, "\xff".repeat(100)));
    }
  },
  garbage: () => write(garbage()),
  "half a frame": () => write(output().subarray(0, 3)),
  "a request for input of three bytes": () =>
    write(encodeFrame(FrameType.ReadStdin, new Uint8Array(3))),
  "an end of four gigabytes": () => write(new Uint8Array([FrameType.End, 255, 255, 255, 255])),
  "a failure": () => write(frame(FrameType.Failure, { kind: "trap", message: "no" })),
  exit: () => Deno.exit(0),
  "kill itself": () => Deno.kill(Deno.pid, "SIGKILL"),
  silence: () => sleepForEver(),
};

function output(): Uint8Array<ArrayBuffer> {
  return textFrame(FrameType.Stdout, "SAID\n");
}

function garbage(): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode("GARBAGE");
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function readFully(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = Deno.stdin.readSync(bytes.subarray(at));
    if (count === null) Deno.exit(0);
    at += count;
  }
  return bytes;
}

function act(text: string): void {
  for (const word of text.split(", ")) ACTS[word]!();
}

write(frame(FrameType.Hello, HELLO));
act(Deno.args[0]!);
for (;;) {
  const header = readFully(HEADER_BYTES);
  const payload = readFully(payloadLength(header));
  if (header[0] === FrameType.Source) act(new TextDecoder().decode(payload));
}
