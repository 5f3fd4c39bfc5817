/**
 * The folder that is bundled and compiled: copies of exactly the files that belong in the executable. `deno compile` embeds the
 * time of each file's last change. Here all times are the same, so the same files give the same executable, byte for
 * byte.
 */
import type { EmbeddedEnvironment } from "../../../src/core/environment.ts";
import { createHash } from "node:crypto";
import { NOTICES, PACK } from "./compile_arguments.ts";

/** The time of each file's last change. */
const NO_TIME = new Date(0);

/** What is put into the folder. */
export interface StageContents {
  /** The project's own files, as paths from its root. */
  readonly files: readonly string[];
  readonly version: string;
  readonly commit: string;
  /** What takes the place of the file with the pack. */
  readonly pack: Uint8Array;
  /** The environment that is in it; nothing where there is none. */
  readonly packages?: EmbeddedEnvironment | undefined;
}

/** Fills `stage`, an empty folder, from the project at `root`. */
export async function fillStage(stage: URL, root: URL, contents: StageContents): Promise<void> {
  let notices: string | undefined;
  for (const path of contents.files) {
    // This project's deno.json names its tools; the executable's contains what it was made from.
    if (path === "deno.json") continue;
    const bytes = path === PACK ? contents.pack : await Deno.readFile(new URL(path, root));
    if (path === NOTICES) notices = digestOf(bytes);
    await write(stage, path, bytes);
  }
  const { version, commit, packages } = contents;
  const about = { version, commit, packages, notices, nodeModulesDir: "none" };
  await write(stage, "deno.json", encode(about));
}

/** A digest in hexadecimal, by which an executable is known to have in itself what is compressed there. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

async function write(stage: URL, path: string, bytes: Uint8Array): Promise<void> {
  const url = new URL(path, stage);
  await Deno.mkdir(new URL("./", url), { recursive: true });
  await Deno.writeFile(url, bytes);
  await touch(url);
}

/** Gives a file the time of all others. */
export async function touch(url: URL): Promise<void> {
  await Deno.utime(url, NO_TIME, NO_TIME);
}
