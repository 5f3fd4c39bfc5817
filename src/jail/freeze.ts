/**
 * HOSTILE ONCE A PROGRAM RUNS. A jail whose program makes an image: when that has ended, the interpreter's memory is given to the host,
 * as a file, and beside it what an image cannot keep. All of that is claims: an image is data for the jails that boot from it.
 */
import { encodeFrames, FrameType } from "../wire/frame.ts";
import { decodeTakeFiles, encodeFileEntry, encodeListEnd } from "../wire/file_messages.ts";
import { BOUNDS } from "../wire/bounds.ts";
import { FINDINGS_FILE, MEMORY_FILE } from "../wire/frozen_files.ts";
import { encodeRequest, type FreezeRequest } from "../wire/jail_request.ts";
import { callPython, HOME } from "./cpython.ts";
import { DEVICE } from "./device_numbers.ts";
import type { CreateModule, EmscriptenModule, FsNode } from "./emscripten.ts";
import type { GivesFiles, Jail } from "./execute.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Descriptors that every program has. */
const STREAMS = 3;

/** What there is outside of an interpreter's memory. */
interface Outside {
  readonly files: Map<string, string>;
  readonly variables: string;
  readonly folder: string;
}

/** What becomes of one interpreter. */
export class Freezing {
  /** Functions of Python's that C code may call: places in the table that an image does not have. */
  #callbacks = 0;

  /** Emscripten's factory, whose modules' callbacks are counted. */
  watch(createModule: CreateModule): CreateModule {
    return (settings) =>
      createModule({
        ...settings,
        instantiateWasm: (imports, done) => {
          const { env } = imports as { env: Record<string, (...given: number[]) => unknown> };
          const { ffi_closure_alloc_js: make, ffi_closure_free_js: free } = env;
          env.ffi_closure_alloc_js = (...given) => {
            this.#callbacks++;
            return make!(...given);
          };
          env.ffi_closure_free_js = (...given) => {
            this.#callbacks--;
            return free!(...given);
          };
          return settings.instantiateWasm(imports, done);
        },
      });
  }

  /** Notes what there is before the program. From now on, the jail's files are memory and findings. */
  begin(jail: Jail): void {
    connectCount(jail);
    const before = outsideOf(jail);
    ask(jail, "begin");
    jail.filesOut = new FrozenFiles(jail, () => this.#findings(jail, before));
  }

  #findings(jail: Jail, before: Outside): Uint8Array<ArrayBuffer> {
    const said = ask(jail, "end");
    const after = outsideOf(jail);
    after.files.delete(scriptOf(jail));
    const problems = [
      ...openStreams(jail.module),
      ...changedFiles(before.files, after.files),
      ...(this.#callbacks > 0 ? [`C code can call ${this.#callbacks} functions by ctypes`] : []),
      ...(after.folder === before.folder ? [] : [`its working directory is '${after.folder}'`]),
      ...(after.variables === before.variables ? [] : ["its native stack is not empty"]),
    ].slice(0, BOUNDS.FINDINGS);
    const findings = JSON.parse(decoder.decode(said)) as { problems: string[] };
    return encoder.encode(
      JSON.stringify({ ...findings, problems: [...findings.problems, ...problems] }),
    );
  }
}

/** The two files that such a jail gives. */
class FrozenFiles implements GivesFiles {
  readonly #jail: Jail;
  readonly #find: () => Uint8Array<ArrayBuffer>;
  #listed: Uint8Array<ArrayBuffer>[] = [];

  constructor(jail: Jail, find: () => Uint8Array<ArrayBuffer>) {
    this.#jail = jail;
    this.#find = find;
  }

  list(): void {
    const { channel } = this.#jail;
    const files = this.#files();
    this.#listed = files.map(([, bytes]) => bytes);
    channel.sendBytes(encodeFrames(files.map(([name, { length }]) => [
      FrameType.FileEntry,
      encodeFileEntry(false, length, encoder.encode(name)),
    ])));
    channel.send(FrameType.FilesListed, encodeListEnd({ leftOut: 0 }));
  }

  /** None, where the interpreter was left in the middle of something: its memory is none that another could go on with. */
  #files(): [name: string, bytes: Uint8Array<ArrayBuffer>][] {
    const { module, isSpent } = this.#jail;
    if (isSpent) return [];
    try {
      return [[FINDINGS_FILE, this.#find()], [MEMORY_FILE, module.HEAPU8]];
    } catch {
      return [];
    }
  }

  take(wanted: Uint8Array): void {
    for (const number of decodeTakeFiles(wanted)) {
      this.#jail.channel.sendOutput(FrameType.TakenBytes, this.#listed[number]!);
    }
  }
}

/** Makes the device that tells Python how many random bytes were drawn. */
function connectCount({ module: { FS }, entropy }: Jail): void {
  const device = FS.makedev(...DEVICE.drawn);
  FS.registerDevice(device, {
    read: (_stream, buffer, offset, length) => {
      const count = new BigUint64Array([BigInt(entropy.drawn)]);
      buffer.set(new Int8Array(count.buffer, 0, Math.min(length, count.byteLength)), offset);
      return Math.min(length, count.byteLength);
    },
  });
  FS.mkdev("/dev/drawn", 0o444, device);
}

/** Asks Python's half for a step. @throws {Error} where it has no answer. */
function ask({ module, entry }: Jail, step: FreezeRequest["step"]): Uint8Array {
  const request = encodeRequest({ kind: "freeze", step });
  const message = new Uint8Array(request.length + 1);
  message.set(request);
  message[request.length] = 0x0A;
  const answer = callPython(module, entry, message);
  if (answer === null) throw new Error("The interpreter does not answer any more");
  return answer;
}

/** Where the program itself stands. */
function scriptOf({ last }: Jail): string {
  const { request } = last!;
  const isFile = request.kind === "program" && request.program.kind === "file";
  return isFile ? `${HOME}/${request.program.path}` : "";
}

function outsideOf({ module: { FS }, lazyModules }: Jail): Outside {
  const files = new Map<string, string>();
  const pending: [string, FsNode][] = [["", FS.root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, node] = next;
    const isFolder = FS.isDir(node.mode);
    const state = isFolder ? "" : `${node.usedBytes} ${node.mtime} ${node.link ?? ""}`;
    files.set(path, `${node.mode} ${state}`);
    if (!isFolder) continue;
    for (const [name, one] of Object.entries(node.contents)) pending.push([`${path}/${name}`, one]);
  }
  return { files, variables: lazyModules.variables().join(), folder: FS.cwd() };
}

function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const made = [...after.keys()].filter((path) => !before.has(path)).sort();
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const changed = [...before].filter(([path, state]) => (after.get(path) ?? state) !== state);
  return [
    ...made.map((path) => `it has left '${path}', which no later program finds`),
    ...gone.map((path) => `it has removed '${path}', which every later program finds`),
    ...changed.map(([path]) =>
      `it has changed '${path}', which every later program finds as it was`
    ),
  ];
}

/** What is open beside the streams that every program has, and which of those are not what they were. */
function openStreams({ FS }: EmscriptenModule): string[] {
  const names = ["stdin", "stdout", "stderr"];
  return FS.streams.flatMap((stream, number) => {
    const path = stream?.path ?? null;
    if (number >= STREAMS) return path === null ? [] : [`'${path}' is open (descriptor ${number})`];
    return path === `/dev/${names[number]}` ? [] : [`descriptor ${number} is closed or replaced`];
  });
}
