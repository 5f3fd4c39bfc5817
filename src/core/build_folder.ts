/** The files that are made for pysandbox and that it reads beside its modules, from source and in an executable. */

/** Their folder. */
export const BUILD_FOLDER = new URL("../../assets/build/", import.meta.url);

/** How the name of a compressed file ends. */
export const COMPRESSED = ".gz";

/** Where a file is that few commands read: it is compressed in an executable, which reads all that is in it at each start. */
export function rareFile(name: string): URL {
  return new URL(Deno.build.standalone ? name + COMPRESSED : name, BUILD_FOLDER);
}

/** What such a file has, from its bytes. */
export async function rareContents(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!Deno.build.standalone) return bytes;
  const { body } = new Response(bytes);
  return await new Response(body!.pipeThrough(new DecompressionStream("gzip"))).bytes();
}
