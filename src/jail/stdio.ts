/**
 * HOSTILE ONCE A PROGRAM RUNS. The devices that programs find: descriptors 0, 1 and 2, which speak to the host, and
 * those that give random bytes.
 */
import { FrameType, type FrameTypeNumber } from "../wire/frame.ts";
import type { TerminalView } from "../wire/jail_request.ts";
import { type Channel, Interrupted } from "./channel.ts";
import { DEVICE } from "./device_numbers.ts";
import { type EmscriptenModule, Errno, type StreamOps } from "./emscripten.ts";
import type { Entropy } from "./entropy.ts";
import type { Stdin } from "./stdin.ts";

const READ_ONLY = 0;
const WRITE_ONLY = 1;

/** The descriptor that Python's buffer of standard output is before. */
const STDOUT = 1;

/** No stream is a terminal. */
export const NO_TERMINAL: TerminalView = {
  ...{ stdin: false, stdout: false, stderr: false },
  ...{ columns: 80, rows: 24 },
};

interface Device {
  readonly path: string;
  readonly number: readonly [major: number, minor: number];
  readonly flags: number;
  readonly isTerminal: () => boolean;
  readonly ops: StreamOps;
}

/** Opens descriptors 0, 1 and 2 of `module` on `stdin` and `channel`. `terminal` is called whenever a program looks. */
export function connectStreams(
  module: EmscriptenModule,
  channel: Channel,
  stdin: Stdin,
  terminal: () => TerminalView,
): void {
  const { FS } = module;
  const output = (type: FrameTypeNumber): NonNullable<StreamOps["write"]> =>
  (
    stream,
    buffer,
    offset,
    length,
  ) => {
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
    channel.sendOutput(type, bytes, stream.fd === STDOUT);
    return length;
  };
  const devices: Device[] = [
    {
      path: "/dev/stdin",
      number: DEVICE.stdin,
      flags: READ_ONLY,
      isTerminal: () => terminal().stdin,
      ops: {
        read: (_stream, buffer, offset, length) => {
          try {
            return stdin.read(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
          } catch (error) {
            if (error instanceof Interrupted) throw new FS.ErrnoError(Errno.EINTR);
            throw error;
          }
        },
      },
    },
    {
      path: "/dev/stdout",
      number: DEVICE.stdout,
      flags: WRITE_ONLY,
      isTerminal: () => terminal().stdout,
      ops: { write: output(FrameType.Stdout) },
    },
    {
      path: "/dev/stderr",
      number: DEVICE.stderr,
      flags: WRITE_ONLY,
      isTerminal: () => terminal().stderr,
      ops: { write: output(FrameType.Stderr) },
    },
  ];
  const size = { ioctl_tiocgwinsz: () => [terminal().rows, terminal().columns] };
  devices.forEach(({ path, number, flags, isTerminal, ops }, fd) => {
    const device = FS.makedev(...number);
    FS.registerDevice(device, {
      ...ops,
      open: (stream) => {
        stream.seekable = false;
        // Emscripten takes a stream for a terminal if it has this member.
        Object.defineProperty(stream, "tty", {
          enumerable: true,
          get: () => isTerminal() ? { ops: size } : undefined,
        });
      },
      fsync: () => 0,
    });
    FS.closeStream(fd);
    FS.unlink(path);
    FS.mkdev(path, 0o666, device);
    FS.open(path, flags);
  });
}

/** Makes the device that takes what programs show, unless something is in its place. `isOn` is called at each write. */
export function connectDisplay(
  { FS }: EmscriptenModule,
  channel: Channel,
  isOn: () => boolean,
): void {
  const device = FS.makedev(...DEVICE.display);
  FS.registerDevice(device, {
    write: (_stream, buffer, offset, length) => {
      if (!isOn()) throw new FS.ErrnoError(Errno.EIO);
      const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
      channel.sendOutput(FrameType.Display, bytes);
      return length;
    },
  });
  try {
    FS.mkdev("/dev/display", 0o666, device);
  } catch {
    // It is there from an earlier request, or a program has put something else there.
  }
}

/** Replaces Emscripten's random devices, which look for a `crypto` that is gone, by some that draw from `entropy`. */
export function connectRandomDevices({ FS }: EmscriptenModule, entropy: Entropy): void {
  const device = FS.makedev(...DEVICE.random);
  FS.registerDevice(device, {
    read: (_stream, buffer, offset, length) => {
      entropy.fill(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      return length;
    },
    write: (_stream, _buffer, _offset, length) => length,
  });
  for (const path of ["/dev/random", "/dev/urandom"]) {
    FS.unlink(path);
    FS.mkdev(path, 0o666, device);
  }
}
