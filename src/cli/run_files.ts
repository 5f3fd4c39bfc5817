/** The files of one `run`: opened before its program starts, so that what is wrong with them is known before anything happened. */
import type { Program } from "../core/request.ts";
import type { Files } from "../host/file_traffic.ts";
import type { GivenValue } from "./option_values.ts";
import type { OutRequest } from "./out_folder.ts";

/** The files that go in and come out. */
export interface FilesRequest {
  readonly files: readonly GivenValue[];
  readonly out: OutRequest | null;
  readonly program: Program;
  readonly maxHeapBytes: number;
}

/** @throws {CommandError} where something cannot be read, or the folder cannot be written to. */
export async function openFiles(
  { files, out, program, maxHeapBytes }: FilesRequest,
): Promise<Files> {
  const folder = program.kind === "folder" ? program.name : null;
  const given = files.length === 0 && folder === null
    ? null
    : await (await import("./given_files.ts")).planFiles(files, folder, maxHeapBytes);
  const taken = out === null ? null : await (await import("./out_folder.ts")).OutFolder.open(out);
  return { ...(given && { in: given }), ...(taken && { out: taken }) };
}
