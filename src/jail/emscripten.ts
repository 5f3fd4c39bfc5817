/** HOSTILE ONCE A PROGRAM RUNS. The parts of Emscripten's module object that the jail uses, as it defines them. */

/** A node of the in-memory file system. */
export interface FsNode {
  mode: number;
  /** Bytes of a file, or nodes of a folder. */
  contents: (Uint8Array | Int8Array) & Record<string, FsNode>;
  usedBytes: number;
  /** In milliseconds since 1970. */
  atime: number;
  mtime: number;
  ctime: number;
  name: string;
  /** Where a symbolic link leads to. */
  link?: string;
  pipe?: FsPipe;
  /** What can be done with it, and with what was opened of it. */
  node_ops?: unknown;
  stream_ops?: unknown;
}

/** What `stat` gives of a node. */
export interface NodeAttributes {
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly size: number;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly blksize: number;
  readonly blocks: number;
}

/** A pipe, shared by the nodes of its two ends. */
export interface FsPipe {
  /** How many descriptors are open on it. */
  refcnt: number;
}

/** An open file. */
export interface FsStream {
  readonly path: string;
  fd: number;
  node: FsNode;
  seekable: boolean;
  tty?: unknown;
  stream_ops: StreamOps;
}

/** What can be done with an open file. */
export interface StreamOps {
  open?(stream: FsStream): void;
  close?(stream: FsStream): void;
  dup?(stream: FsStream): void;
  mmap?(
    stream: FsStream,
    length: number,
    position: number,
    protection: number,
    flags: number,
  ): { ptr: number; allocated: boolean };
  msync?(
    stream: FsStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    flags: number,
  ): number;
  fsync?(stream: FsStream): number;
  read?(
    stream: FsStream,
    buffer: Int8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  write?(
    stream: FsStream,
    buffer: Int8Array,
    offset: number,
    length: number,
    position: number,
    canOwn?: boolean,
  ): number;
}

/** What can be done with a node. */
export interface NodeOps {
  lookup(folder: FsNode, name: string): FsNode;
  rename(node: FsNode, folder: FsNode, name: string): void;
  symlink(folder: FsNode, name: string, target: string): FsNode;
  unlink(folder: FsNode, name: string): void;
  rmdir(folder: FsNode, name: string): void;
}

/** The in-memory file system. */
export interface MemFs {
  ops_table: {
    dir: { node: NodeOps };
    file: { stream: StreamOps };
  };
  createNode(parent: FsNode | null, name: string, mode: number, dev: number): FsNode;
  expandFileStorage(node: FsNode, capacity: number): void;
  resizeFileStorage(node: FsNode, size: number): void;
}

/** Emscripten's file system. */
export interface Fs {
  /** The number of the next node that is made. */
  nextInode: number;
  ErrnoError: new (errno: number) => Error;
  root: FsNode;
  /** Open files, by descriptor. */
  readonly streams: readonly (FsStream | null | undefined)[];
  cwd(): string;
  filesystems: { MEMFS: MemFs };
  createNode(parent: FsNode | null, name: string, mode: number, dev: number): FsNode;
  mount(type: { mount(): FsNode }, options: Record<never, never>, path: string): FsNode;
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array, options?: { canOwn: boolean }): void;
  chdir(path: string): void;
  makedev(major: number, minor: number): number;
  registerDevice(dev: number, ops: StreamOps): void;
  mkdev(path: string, mode: number, dev: number): void;
  unlink(path: string): void;
  closeStream(fd: number): void;
  open(path: string, flags: number): FsStream;
  lookupPath(path: string): { node: FsNode };
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
}

/** Emscripten's module object after start. */
export interface EmscriptenModule {
  FS: Fs;
  PIPEFS: { stream_ops: StreamOps; createPipe(): unknown };
  ENV: Record<string, string>;
  HEAP8: Int8Array;
  HEAPU8: Uint8Array<ArrayBuffer>;
  /** The signal that CPython is to handle now, or 0; it asks every few bytecodes, once this is there. */
  takeSignal?: () => number;
  _Py_EMSCRIPTEN_SIGNAL_HANDLING: number;
  /** Sends this process a signal, which its handler, its mask or its default action take. */
  _raise(signal: number): number;
  /** Grows the memory to `size` bytes and renews its views. Undefined where the engine refuses. */
  growMemory(size: number): 1 | undefined;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _PyBytes_FromStringAndSize(pointer: number, size: number): number;
  _PyBytes_AsString(object: number): number;
  _PyBytes_Size(object: number): number;
  _PyObject_CallOneArg(callable: number, argument: number): number;
  _PyErr_Clear(): void;
  _Py_DecRef(object: number): void;
}

/** What Emscripten's factory takes. */
export interface EmscriptenSettings {
  API: unknown;
  noInitialRun: boolean;
  thisProgram: string;
  arguments: string[];
  print(text: string): void;
  printErr(text: string): void;
  preRun: ((module: EmscriptenModule) => void)[];
  instantiateWasm(
    imports: WebAssembly.Imports & { env: Record<string, unknown> },
    done: (instance: Pick<WebAssembly.Instance, "exports">, module: WebAssembly.Module) => void,
  ): Record<string, never>;
}

/** Emscripten's factory: Pyodide's glue. */
export type CreateModule = (settings: EmscriptenSettings) => Promise<EmscriptenModule>;

const GLUE_URL = new URL("../../assets/build/glue.mjs", import.meta.url);

/** Loads Pyodide's glue. */
export async function importGlue(): Promise<CreateModule> {
  const glue = await import(GLUE_URL.href);
  return glue.default;
}

/** Numbers of errors as WebAssembly's C library has them. */
export const Errno = {
  ...{ EAGAIN: 6, EINTR: 27, EINVAL: 28, EIO: 29, ENAMETOOLONG: 37, ENOENT: 44 },
  ...{ ENOSPC: 51, ENOSYS: 52, EROFS: 69 },
} as const;
