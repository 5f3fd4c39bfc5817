/** The server of a soak, as its client and the system see it. */
import { allProcesses, isJailOf } from "../processes.ts";
import type { SoakClient } from "./client.ts";

/** How long a killed process may take to disappear, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Waits until nothing runs, no session is open, all spares are ready, and no other jail exists. */
export async function untilQuiet(
  client: SoakClient,
  server: number,
  wanted: number,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const { load } = await client.ask({ ping: true }) as { load: Record<string, number> };
    const { running, sessions, spares } = load;
    const jails = (await allProcesses()).filter((one) => isJailOf(server, one)).length;
    if (running === 0 && sessions === 0 && spares === wanted && jails === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The lines that a server writes. */
export async function* linesOf(child: Deno.ChildProcess): AsyncGenerator<string, undefined> {
  let begun = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (begun + text).split("\n");
    begun = lines.pop()!;
    yield* lines;
  }
}
