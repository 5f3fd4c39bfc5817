/** TRUSTED. The name and version of the operating system. */
import { openLibc } from "../walls/libc.ts";

/** Bytes of each text of `struct utsname`, in which the system's name comes first and its release third. */
const TEXT_BYTES: Partial<Record<typeof Deno.build.os, number>> = { linux: 65, darwin: 256 };
const TEXTS = 6;

/** The system's name and release, and the processor: `Linux 6.12.1, x86_64`. */
export function describeSystem(): string {
  const { os, arch } = Deno.build;
  return `${uname() ?? os}, ${arch}`;
}

/** Not `Deno.osRelease()`, which takes a permission that nothing else here needs. */
function uname(): string | null {
  const bytes = TEXT_BYTES[Deno.build.os];
  if (bytes === undefined) return null;
  const libc = openLibc({ uname: { parameters: ["buffer"], result: "i32" } });
  if (libc === null) return null;
  const texts = new Uint8Array(TEXTS * bytes);
  if (libc.symbols.uname(texts) !== 0) return null;
  const text = (index: number) => {
    const from = texts.subarray(index * bytes, (index + 1) * bytes);
    return new TextDecoder().decode(from.subarray(0, from.indexOf(0)));
  };
  return `${text(0)} ${text(2)}`;
}
