/** What an ELF executable needs of the system that it starts on: libraries, and the versions of their symbols. */

/** Kinds of sections. */
const [DYNAMIC, VERSION_NEEDS] = [6, 0x6ffffffe];

/** The tag of a library's name in the dynamic section. */
const NEEDED = 1;

/** Where the fields of a 64-bit header stand. */
const [SECTIONS_AT, SECTION_COUNT_AT, SECTION_BYTES] = [40, 60, 64];

/** What it needs. */
export interface ElfNeeds {
  /** `libc.so.6`, in the order of the file. */
  readonly libraries: readonly string[];
  /** `GLIBC_2.27`, of all libraries. */
  readonly versions: readonly string[];
}

interface Section {
  readonly kind: number;
  readonly start: number;
  readonly length: number;
  /** The section that has its texts, by number. */
  readonly texts: number;
  /** How many entries it has, where it counts them. */
  readonly count: number;
}

/** @throws {RangeError} if a 64-bit little-endian ELF file ends before its own tables. */
export function elfNeeds(executable: Uint8Array): ElfNeeds {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.length);
  const sections = sectionsOf(view);
  const found = (kind: number) => sections.filter((section) => section.kind === kind);
  const textAt = (section: Section, offset: number) => {
    const start = sections[section.texts]!.start + offset;
    return new TextDecoder().decode(executable.subarray(start, executable.indexOf(0, start)));
  };
  return {
    libraries: found(DYNAMIC).flatMap((section) =>
      libraryNames(view, section).map((name) => textAt(section, name))
    ),
    versions: found(VERSION_NEEDS).flatMap((section) =>
      versionNames(view, section).map((name) => textAt(section, name))
    ),
  };
}

function sectionsOf(view: DataView): Section[] {
  const start = Number(view.getBigUint64(SECTIONS_AT, true));
  return Array.from({ length: view.getUint16(SECTION_COUNT_AT, true) }, (_, index) => {
    const at = start + index * SECTION_BYTES;
    return {
      kind: view.getUint32(at + 4, true),
      start: Number(view.getBigUint64(at + 24, true)),
      length: Number(view.getBigUint64(at + 32, true)),
      texts: view.getUint32(at + 40, true),
      count: view.getUint32(at + 44, true),
    };
  });
}

/** Offsets of names in the section's texts. */
function libraryNames(view: DataView, { start, length }: Section): number[] {
  const names: number[] = [];
  for (let at = start; at < start + length; at += 16) {
    if (Number(view.getBigUint64(at, true)) === NEEDED) {
      names.push(Number(view.getBigUint64(at + 8, true)));
    }
  }
  return names;
}

/** Offsets of names in the section's texts: a chain of libraries, each with a chain of versions. */
function versionNames(view: DataView, { start, count }: Section): number[] {
  const names: number[] = [];
  for (let left = count, library = start; left > 0; left--) {
    let version = library + view.getUint32(library + 8, true);
    for (let more = view.getUint16(library + 2, true); more > 0; more--) {
      names.push(view.getUint32(version + 8, true));
      version += view.getUint32(version + 12, true);
    }
    library += view.getUint32(library + 12, true);
  }
  return names;
}
