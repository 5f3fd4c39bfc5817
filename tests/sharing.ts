/** Tests that share something that takes long to start: a server, a sandbox. */

/** Registers a test that gets what is shared, or leaves it out where `elsewhere` says why, as `tryTest` does. */
export type SharingTest<Shared> = (
  name: string,
  fn: (shared: Shared) => Promise<void>,
  elsewhere?: string | null,
) => void;

/**
 * Something that several tests of a file share: it is opened for the first of them that runs, and closed behind the last.
 *
 * @param close also checks how it ends, where that is worth a check.
 */
export function sharedBy<Shared>(
  open: () => Shared | Promise<Shared>,
  close: (shared: Shared) => Promise<void>,
): SharingTest<Shared> {
  let shared: Promise<Shared> | null = null;
  Deno.test.afterAll(async () => {
    if (shared !== null) await close(await shared);
  });
  return (name, fn, elsewhere = null) => {
    if (elsewhere !== null) {
      return Deno.test({ name: `${name} (${elsewhere})`, ignore: true, fn: () => {} });
    }
    // What one test opens, another closes.
    const without = { sanitizeOps: false, sanitizeResources: false };
    Deno.test({ name, ...without, fn: async () => fn(await (shared ??= toPromise(open))) });
  };
}

async function toPromise<T>(open: () => T | Promise<T>): Promise<T> {
  return await open();
}
