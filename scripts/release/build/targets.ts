/** The machines for which executables are made, and the names of the executables. */
import { UsageError } from "../../../src/core/errors.ts";
import { BuildError } from "./build_error.ts";

/** One kind of machine. */
export interface Target {
  /** The name for users; part of the executable's name. */
  readonly name: string;
  /** Deno's name. */
  readonly triple: string;
  readonly os: "linux" | "macos" | "windows";
}

/** All of them. */
export const TARGETS: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu", os: "linux" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu", os: "linux" },
  { name: "macos-x64", triple: "x86_64-apple-darwin", os: "macos" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin", os: "macos" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc", os: "windows" },
];

/**
 * The target with that name, ours or Deno's.
 *
 * @throws {UsageError} if there is none.
 */
export function findTarget(word: string): Target {
  const found = TARGETS.find(({ name, triple }) => name === word || triple === word);
  if (found !== undefined) return found;
  throw new UsageError(`unknown target '${word}'; expected ${targetNames()}`);
}

/**
 * The target of the machine that this runs on.
 *
 * @throws {BuildError} if no executable is made for such machines.
 */
export function localTarget(triple: string = Deno.build.target): Target {
  const found = TARGETS.find((target) => target.triple === triple);
  if (found !== undefined) return found;
  throw new BuildError(
    `no executable is made for ${triple}, which this machine is; expected ${targetNames()}`,
  );
}

/**
 * The file in `dist/` for a release: `pysandbox-0.1.0-linux-x64`, `pysandbox-0.1.0-windows-x64.exe`.
 */
export function releaseName(target: Target, version: string): string {
  return `pysandbox-${version}-${target.name}${extension(target)}`;
}

/** The file in `dist/` for the machine that this runs on: `pysandbox`, `pysandbox.exe`. */
export function localName(target: Target): string {
  return `pysandbox${extension(target)}`;
}

function extension(target: Target): string {
  return target.os === "windows" ? ".exe" : "";
}

function targetNames(): string {
  return TARGETS.map(({ name }) => name).join(", ");
}
