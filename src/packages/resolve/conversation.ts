/**
 * TRUSTED. The host's half of the conversation with the resolver in its jail: lines of JSON. It asks for the wheels of a project and for
 * the metadata of a wheel, one at a time, and ends with what it has chosen. Everything that it says is hostile.
 */
import { visibleText } from "../../core/visible.ts";
import { GrowingBytes, type Sink } from "../../host/output.ts";
import { within } from "../../host/within.ts";
import { asArray, asText, type Fields } from "../../wire/fields.ts";
import { parseMessage } from "../../wire/parse_message.ts";
import { PackageError } from "../package_error.ts";
import type { Request } from "./requested.ts";
import type { WheelSource } from "./wheel_source.ts";

/** Longest line, and most questions. */
const [MOST_LINE_BYTES, MOST_QUESTIONS] = [256 * 1024, 20_000];

/** How long its question may come after it has begun to wait for the answer. */
const QUESTION_MS = 10_000;

/** Most characters of an explanation. */
const MOST_TEXT = 4000;

/** A name as they are compared (PEP 503). */
const PROJECT = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** How the conversation ends. */
export type End =
  | { readonly kind: "chosen"; readonly files: string[] }
  /** A requirement is none, or cannot be met, or not by these wheels: why. */
  | { readonly kind: "wrong" | "refused" | "impossible"; readonly text: string };

/** The conversation. It is where the jail's output goes, and where its input comes from. */
export class Conversation implements Sink {
  /** The last line; null before it. */
  end: End | null = null;
  /** Why a question could not be answered, which ends the run. */
  failure: unknown = null;
  readonly #source: WheelSource;
  /** Wheels that were given, and those of them whose metadata was asked for. */
  readonly #given = new Set<string>();
  readonly #read = new Set<string>();
  #questions = 0;
  #line = new GrowingBytes(MOST_LINE_BYTES);
  /** What is still to be read by the jail; the answer to its last question settles it. Null where all is read. */
  #pending: Promise<Uint8Array> | null;
  /** Told of a question, by whoever waits for one. */
  #asked = Promise.withResolvers<void>();

  constructor(request: Request, source: WheelSource) {
    this.#source = source;
    this.#pending = Promise.resolve(line({ ...request, where: source.name }));
  }

  /** Takes output. @throws {PackageError} where it is no line of the conversation. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      let start = 0;
      for (let end; (end = bytes.indexOf(0x0A, start)) >= 0; start = end + 1) {
        this.#addToLine(bytes.subarray(start, end));
        const whole = this.#line.view();
        this.#line = new GrowingBytes(MOST_LINE_BYTES);
        this.#take(whole);
      }
      this.#addToLine(bytes.subarray(start));
      return Promise.resolve();
    } catch (error) {
      this.failure ??= new PackageError(`the resolver gave something else: ${textOf(error)}`);
      return Promise.reject(this.failure);
    }
  }

  /** Gives at most `most` bytes of what the jail is told. Its question may come after it waits for the answer. */
  async read(most: number): Promise<Uint8Array> {
    try {
      if (this.#pending === null) await this.#question();
      const bytes = await this.#pending!;
      this.#pending = bytes.length > most ? Promise.resolve(bytes.subarray(most)) : null;
      return bytes.subarray(0, most);
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }

  async #question(): Promise<void> {
    if (await within(QUESTION_MS, this.#asked.promise.then(() => true)) === null) {
      throw new PackageError("the resolver waits for an answer and has not asked");
    }
  }

  #addToLine(bytes: Uint8Array): void {
    if (this.#line.length + bytes.length > MOST_LINE_BYTES) {
      throw new PackageError("a line is too long");
    }
    this.#line.add(bytes);
  }

  #take(bytes: Uint8Array): void {
    if (this.end !== null) throw new PackageError("there is a line after the last one");
    const fields = parseMessage(bytes, "resolver");
    if (fields.ask === undefined) {
      this.end = this.#readEnd(fields);
      return;
    }
    if (++this.#questions > MOST_QUESTIONS) throw new PackageError("there are too many questions");
    const answer = this.#answerTo(fields).then(line);
    // It is waited for where the jail reads it.
    answer.catch(() => {});
    this.#pending = answer;
    this.#asked.resolve();
    this.#asked = Promise.withResolvers();
  }

  /** Reads a question, and begins to answer it. */
  #answerTo(fields: Fields): Promise<unknown> {
    if (fields.ask !== "wheels") return this.#metadata(this.#givenFile(fields.file));
    const project = asText(fields.project, "project");
    if (!PROJECT.test(project)) throw new PackageError("it asks for a project by no name");
    return this.#wheels(project);
  }

  async #wheels(project: string): Promise<unknown> {
    const wheels = await this.#source.wheelsOf(project);
    for (const { file } of wheels) this.#given.add(file);
    return { wheels };
  }

  async #metadata(file: string): Promise<unknown> {
    this.#read.add(file);
    try {
      const { headers, sha256 } = await this.#source.metadataOf(file);
      return { metadata: headers, sha256 };
    } catch (error) {
      if (!(error instanceof PackageError)) throw error;
      return { problem: error.message };
    }
  }

  #readEnd(fields: Fields): End {
    for (const kind of ["wrong", "refused", "impossible"] as const) {
      if (fields[kind] !== undefined) return { kind, text: shown(fields[kind]) };
    }
    const files = asArray(fields.chosen, "chosen").map((file) => this.#givenFile(file));
    const unread = files.find((file) => !this.#read.has(file));
    if (unread !== undefined) throw new PackageError(`it chose ${unread} without looking at it`);
    return { kind: "chosen", files: [...new Set(files)].sort() };
  }

  #givenFile(value: unknown): string {
    const file = asText(value, "file");
    if (!this.#given.has(file)) throw new PackageError("it names a wheel that it was not given");
    return file;
  }
}

function line(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

function shown(text: unknown): string {
  return visibleText(asText(text, "text").slice(0, MOST_TEXT));
}

function textOf(error: unknown): string {
  return error instanceof Error ? visibleText(error.message) : "";
}
