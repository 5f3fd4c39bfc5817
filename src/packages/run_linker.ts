/**
 * TRUSTED. Runs the linker in a process of its own, which has no permissions. What comes back is checked like what a jail says: whoever
 * took over that process by a crafted module must not reach further than the environment that is made of it.
 */
import { filePath } from "../core/file_path.ts";
import { messageOf } from "../core/errors.ts";
import { LINK_WORD } from "../core/link_word.ts";
import { ownExecutable } from "../host/own_executable.ts";
import { asArray, asCount, asObject, asText } from "../wire/fields.ts";
import type { LinkInput, LinkOutput } from "../link/environment.ts";
import { decodeMessage, encodeInput } from "../link/messages.ts";
import { PackageError } from "./package_error.ts";

/** The most that comes back, and how long it may take. */
const [MOST_BYTES, TIMEOUT_MS] = [1024 * 1024 * 1024, 5 * 60 * 1000];

/** Most bytes of memory for data, and most places in the table of functions. */
const [MOST_DATA_BYTES, MOST_SLOTS] = [512 * 1024 * 1024, 10_000_000];

/** More functions than an engine takes. */
const MOST_FUNCTIONS = 2_000_000;

/** @throws {PackageError} naming the module that cannot be linked, and why. */
export async function runLinker(input: LinkInput): Promise<LinkOutput> {
  const { code, bytes } = await exchange(encodeInput(input));
  if (bytes === null) {
    throw new PackageError(`the linker took longer than ${TIMEOUT_MS / 60_000} minutes`);
  }
  if (code !== 0) throw new PackageError(`the linker failed with status ${code}`);
  try {
    return checked(input, bytes);
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError(`the linker gave something else: ${messageOf(error)}`);
  }
}

async function exchange(
  input: Uint8Array<ArrayBuffer>,
): Promise<{ code: number; bytes: Uint8Array<ArrayBuffer> | null }> {
  const child = new Deno.Command(Deno.build.standalone ? ownExecutable() : Deno.execPath(), {
    args: linkerArguments(),
    cwd: "/",
    clearEnv: true,
    env: environment(),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, TIMEOUT_MS);
  try {
    const sent = new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let length = 0;
    for await (const part of child.stdout) {
      length += part.length;
      if (length > MOST_BYTES) child.kill("SIGKILL");
      else parts.push(part);
    }
    await sent;
    const { code } = await child.status;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return { code, bytes: isLate ? null : bytes };
  } finally {
    clearTimeout(timer);
  }
}

/** From source it may read its own modules and build the system's walls, and gives up both before it looks at its input. */
function linkerArguments(): string[] {
  if (Deno.build.standalone) return [LINK_WORD];
  const sources = filePath(new URL("../../", import.meta.url)).replaceAll(",", ",,");
  return [
    ...["run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-npm", "--no-remote"],
    ...["--no-code-cache", `--allow-read=${sources}`, "--allow-ffi"],
    new URL("../link/entry.ts", import.meta.url).href,
  ];
}

function environment(): Record<string, string> {
  const cache = Deno.build.standalone ? undefined : Deno.env.get("DENO_DIR");
  return cache === undefined ? {} : { DENO_DIR: cache };
}

function checked({ files, memoryStart }: LinkInput, bytes: Uint8Array<ArrayBuffer>): LinkOutput {
  const { header, parts: [python, lazy, ...data] } = decodeMessage(bytes);
  const fields = asObject(header, "linker");
  if (fields.error !== undefined) throw new PackageError(asText(fields.error, "error"));
  if (python === undefined || lazy === undefined) {
    throw new PackageError("the linker gave no module");
  }
  const addresses = asArray(fields.addresses, "addresses").map((one) => asCount(one, "address"));
  const memoryEnd = within(
    fields.memoryEnd,
    "memoryEnd",
    memoryStart,
    memoryStart + MOST_DATA_BYTES,
  );
  const paths = new Set(files.map(({ path }) => path));
  const natives = Object.entries(asObject(fields.natives, "natives")).map(([path, value]) => {
    if (!paths.has(path)) throw new PackageError(`the linker gave a module '${path}'`);
    const { prepare, symbols } = asObject(value, path);
    const places = Object.entries(asObject(symbols, path)).map(([name, slot]) =>
      [name, within(slot, name, 1, MOST_SLOTS)] as const
    );
    return [path, {
      prepare: within(prepare, path, 1, MOST_SLOTS),
      symbols: Object.fromEntries(places),
    }] as const;
  });
  const notes = asObject(fields.notes, "notes");
  const count = within(notes.count, "count", 0, MOST_FUNCTIONS);
  return {
    ...{ python, lazy, memoryEnd, natives: Object.fromEntries(natives) },
    notes: { count, address: within(notes.address, "notes", memoryStart, memoryEnd) },
    memoryMaximumOffset: within(fields.memoryMaximumOffset, "offset", 0, python.length - 3),
    data: data.map((bytes, at) => ({
      bytes,
      address: within(addresses[at], "address", memoryStart, memoryEnd - bytes.length),
    })),
  };
}

function within(value: unknown, name: string, least: number, most: number): number {
  const number = asCount(value, name);
  if (number >= least && number <= most) return number;
  throw new PackageError(`the linker gave ${number} as ${name}`);
}
