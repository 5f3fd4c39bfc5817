/** On which systems a wheel is installed, read from executables of a few bytes, and from this Deno. */
import assert from "node:assert/strict";
import { findTarget, TARGETS } from "../build/targets.ts";
import { platformTag } from "../wheels/platform_tag.ts";

const [SECTION_BYTES, STRINGS, VERSIONS, DYNAMIC] = [64, 3, 0x6ffffffe, 6];

function executable(target: string, bytes: Uint8Array<ArrayBuffer>) {
  return { target: findTarget(target), name: `pysandbox-${target}`, bytes };
}

/** An ELF file that needs these libraries, and these versions of the first one's symbols. */
function elf(libraries: readonly string[], versions: readonly string[]): Uint8Array<ArrayBuffer> {
  const texts = [...libraries, ...versions].reduce((all, text) => `${all}${text}\0`, "\0");
  const offset = (text: string) => BigInt(texts.indexOf(`\0${text}\0`) + 1);
  const bytes = new Uint8Array(4096);
  const view = new DataView(bytes.buffer);
  const section = (number: number, kind: number, start: number, length: number, count = 0) => {
    const at = 2048 + number * SECTION_BYTES;
    view.setUint32(at + 4, kind, true);
    view.setBigUint64(at + 24, BigInt(start), true);
    view.setBigUint64(at + 32, BigInt(length), true);
    view.setUint32(at + 40, 1, true);
    view.setUint32(at + 44, count, true);
  };
  view.setBigUint64(40, 2048n, true);
  view.setUint16(60, 4, true);
  section(1, STRINGS, 256, texts.length);
  bytes.set(new TextEncoder().encode(texts), 256);
  section(2, DYNAMIC, 1024, 16 * libraries.length);
  libraries.forEach((library, index) => {
    view.setBigUint64(1024 + 16 * index, 1n, true);
    view.setBigUint64(1032 + 16 * index, offset(library), true);
  });
  section(3, VERSIONS, 1536, 16 * (1 + versions.length), 1);
  view.setUint16(1538, versions.length, true);
  view.setUint32(1544, 16, true);
  versions.forEach((version, index) => {
    view.setUint32(1560 + 16 * index, Number(offset(version)), true);
    view.setUint32(1564 + 16 * index, 16, true);
  });
  return bytes;
}

/** A Mach-O file for that macOS, behind another load command. */
function macho(version: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, 2, true);
  view.setUint32(32, 0x19, true);
  view.setUint32(36, 72, true);
  view.setUint32(104, 0x32, true);
  view.setUint32(116, version, true);
  return bytes;
}

Deno.test("a Linux wheel is for the newest glibc of which the executable needs a symbol", () => {
  const needs = elf(["libc.so.6", "libgcc_s.so.1"], ["GLIBC_2.9", "GLIBC_2.27", "GLIBC_2.3.4"]);
  assert.equal(platformTag(executable("linux-x64", needs)), "manylinux_2_27_x86_64");
  const newer = elf(["libc.so.6", "ld-linux-aarch64.so.1"], ["GLIBC_2.17", "GLIBC_2.35"]);
  assert.equal(platformTag(executable("linux-arm64", newer)), "manylinux_2_35_aarch64");
});

Deno.test("no Linux wheel is made of an executable that needs a library of its own", () => {
  const needs = elf(["libc.so.6", "libssl.so.3"], ["GLIBC_2.17"]);
  assert.throws(() => platformTag(executable("linux-x64", needs)), {
    name: "BuildError",
    message: "pysandbox-linux-x64 needs libssl.so.3, which not every Linux has",
  });
  assert.throws(() => platformTag(executable("linux-x64", elf(["libc.so.6"], ["GCC_3.0"]))), {
    name: "BuildError",
    message: "pysandbox-linux-x64 does not say which glibc it needs",
  });
});

Deno.test("a macOS wheel is for the oldest macOS that the executable names", () => {
  assert.equal(platformTag(executable("macos-arm64", macho(0xc0300))), "macosx_12_0_arm64");
  assert.equal(platformTag(executable("macos-x64", macho(0xa0f00))), "macosx_10_15_x86_64");
  assert.throws(() => platformTag(executable("macos-x64", new Uint8Array(64))), {
    message: "the executable does not say which macOS it needs",
  });
});

Deno.test("a Windows wheel is for its processor", () => {
  assert.equal(platformTag(executable("windows-x64", new Uint8Array(64))), "win_amd64");
});

Deno.test("this Deno has a tag, as the base of executables has", async () => {
  const target = TARGETS.find(({ triple }) => triple === Deno.build.target)!;
  const bytes = await Deno.readFile(Deno.execPath());
  const tag = platformTag({ target, name: "deno", bytes });
  assert.match(tag, /^(manylinux_2_27_(x86_64|aarch64)|macosx_12_0_(x86_64|arm64)|win_\w+)$/);
});
