/**
 * A process that does not exist: it sends what a script says. It replaces `Deno.Command`, so everything above that is
 * the host's own code, and a run takes a millisecond.
 */
import { joinBytes } from "./model.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a process sends, and how it ends. */
export interface Script {
  readonly chunks: readonly Bytes[];
  readonly exit: { readonly code: number; readonly signal: Deno.Signal | null };
  /** What it writes to stderr. */
  readonly diagnostics: string;
  /** Whether it has closed its standard input. */
  readonly isDeaf: boolean;
}

/** What was done to the process. */
export interface Treatment {
  spawned: number;
  /** Whether it has ended, by itself or by a kill. */
  ended: boolean;
  /** Everything that was sent to it. */
  received: Bytes;
}

/** Larger than any process id that Linux assigns: signalling or limiting it reaches no process. */
const NO_PROCESS = 2 ** 30;

/** Calls `action` while every command that is started is a process of `script`. */
export async function withScriptedProcess<T>(
  script: Script,
  action: () => Promise<T>,
): Promise<[T, Treatment]> {
  const real = Deno.Command;
  const treatment: Treatment = { spawned: 0, ended: false, received: new Uint8Array(0) };
  const scripted = class {
    spawn(): unknown {
      treatment.spawned++;
      return scriptedChild(script, treatment);
    }
  };
  Deno.Command = scripted as unknown as typeof Deno.Command;
  try {
    return [await action(), treatment];
  } finally {
    Deno.Command = real;
  }
}

function scriptedChild({ chunks, exit, diagnostics, isDeaf }: Script, treatment: Treatment) {
  const status = Promise.withResolvers<Deno.CommandStatus>();
  const end = (how: Script["exit"]) => {
    treatment.ended = true;
    status.resolve({ success: how.code === 0, ...how });
  };
  const received: Bytes[] = [];
  let at = 0;
  return {
    pid: NO_PROCESS,
    status: status.promise,
    stdin: new WritableStream<Bytes>({
      write: (bytes) => {
        if (isDeaf) throw new Deno.errors.BrokenPipe("Broken pipe");
        received.push(bytes.slice());
        treatment.received = joinBytes(received);
      },
    }),
    stdout: new ReadableStream({
      type: "bytes",
      pull: (controller) => {
        // A pipe has no empty pieces.
        while (chunks[at]?.length === 0) at++;
        // Whoever takes a piece takes its memory, too.
        if (!treatment.ended && at < chunks.length) {
          return controller.enqueue(chunks[at++]!.slice());
        }
        controller.close();
        controller.byobRequest?.respond(0);
        if (!treatment.ended) end(exit);
      },
    }, { highWaterMark: 0 }),
    stderr: new ReadableStream({
      type: "bytes",
      start: (controller) => {
        const bytes = new TextEncoder().encode(diagnostics);
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
      },
    }),
    kill: () => {
      if (treatment.ended) throw new TypeError("Child process has already terminated");
      end({ code: 137, signal: "SIGKILL" });
    },
  };
}
