/** Reads JSON Lines, one at a time, also compressed with gzip. */

/** The longest line that is read, in characters. */
const LONGEST_LINE = 16 * 2 ** 20;

/** The values of a file. @throws {SyntaxError} naming file and line, where a line is not JSON or too long. */
export async function* readJsonLines(path: string): AsyncGenerator<unknown> {
  const file = (await Deno.open(path)).readable;
  const bytes = path.endsWith(".gz")
    ? file.pipeThrough(new DecompressionStream("gzip") as typeof PASS)
    : file;
  let number = 0;
  for await (const line of linesOf(bytes, path)) {
    number++;
    if (line.trim() === "") continue;
    try {
      yield JSON.parse(line);
    } catch {
      throw new SyntaxError(`${path}:${number}: expected JSON`);
    }
  }
}

declare const PASS: TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>;

async function* linesOf(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  path: string,
): AsyncGenerator<string> {
  let begun = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (begun + text).split("\n");
    begun = lines.pop()!;
    if (begun.length > LONGEST_LINE) throw new SyntaxError(`${path}: a line is too long`);
    yield* lines;
  }
  yield begun;
}
