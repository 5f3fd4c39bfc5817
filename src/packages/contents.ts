/**
 * TRUSTED code that reads hostile bytes: what an environment says that it was made from, its member `contents.json`. Whoever gives an
 * environment away may have written anything, and terminals, logs and models are shown it: this is the one place that reads it.
 */
import type { PackageVersion } from "../core/environment.ts";
import { InternalError } from "../core/errors.ts";
import { type JsonBounds, JsonBoundsError, parseJson } from "../core/json.ts";
import { asArray, asObject, asText, MessageError } from "../wire/fields.ts";
import { MESSAGE_BOUNDS } from "../wire/parse_message.ts";
import { PackageError } from "./package_error.ts";

/** What an environment was made from. */
export interface EnvironmentContents {
  readonly pysandbox: string;
  /** What it was made for, as `normalRequirements` has it; without any it is of all wheels of a folder. */
  readonly requirements: readonly string[];
  /** Of each project one. */
  readonly wheels: readonly WheelContents[];
  /** The program that warmed it up; left out where none did. */
  readonly warm?: { readonly file: string; readonly sha256: string };
}

/** A wheel that went in. */
export interface WheelContents {
  readonly file: string;
  readonly project: string;
  readonly version: string;
  /** Digest in hexadecimal. */
  readonly sha256: string;
}

/** Longest member. */
export const MOST_CONTENTS_BYTES = 4 * 1024 * 1024;

/** More wheels, and more requirements, than any has. */
const MOST_ITEMS = 10_000;

/** What it may have in it. */
const BOUNDS: JsonBounds = {
  ...MESSAGE_BOUNDS,
  ...{ containers: 20_000, values: 200_000, names: 100_000, nameUnits: 1_000_000 },
  otherUnits: MOST_CONTENTS_BYTES,
};

/** As names are compared (PEP 503): two that differ are two projects. */
const PROJECT = /^(?=.{1,200}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;
const VERSION = /^[A-Za-z0-9._!+]{1,200}$/;
const OWN_VERSION = /^[A-Za-z0-9._+-]{1,100}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const WHEEL_FILE = /^[A-Za-z0-9_][\w.!+-]{0,250}\.whl$/;

/** Any name of a file that a terminal can be shown: no control characters, and none that hide or turn others. */
const FILE = /^(?!\.{1,2}$)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\]{1,255}$/u;
const REQUIREMENT = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,4096}$/u;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** @throws {MessageError} where anything in it is not as it should be, in words that a terminal can be shown. */
export function decodeContents(member: Uint8Array): EnvironmentContents {
  const { pysandbox, requirements, wheels, warm } = asObject(parse(member), "contents");
  const contents = {
    pysandbox: matching(pysandbox, "pysandbox", OWN_VERSION),
    requirements: asArray(requirements, "requirements", MOST_ITEMS)
      .map((one) => matching(one, "requirement", REQUIREMENT)),
    wheels: asArray(wheels, "wheels", MOST_ITEMS).map(toWheel),
  };
  const projects = new Set<string>();
  for (const { project } of contents.wheels) {
    if (projects.has(project)) throw new MessageError(`project ${project} is there twice`);
    projects.add(project);
  }
  return warm === undefined ? contents : { ...contents, warm: toWarm(warm) };
}

/**
 * The same of an environment that is used.
 *
 * @param source what it is called, for messages.
 * @throws {InternalError}
 */
export function readContents(source: string, member: Uint8Array): EnvironmentContents {
  try {
    return decodeContents(member);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new InternalError(
      `${source}: its list of packages cannot be read: ${error.message}; make it again`,
    );
  }
}

/** The bytes of the member. @throws {PackageError} where they could not be read again. */
export function encodeContents(contents: EnvironmentContents): Uint8Array<ArrayBuffer> {
  const member = new TextEncoder().encode(JSON.stringify(contents));
  try {
    decodeContents(member);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new PackageError(`an environment cannot say that it was made of this: ${error.message}`);
  }
  return member;
}

/** The packages, by name. */
export function packagesOf({ wheels }: EnvironmentContents): PackageVersion[] {
  return wheels.map(({ project, version }) => ({ name: project, version }))
    .sort((one, other) => one.name < other.name ? -1 : 1);
}

function parse(member: Uint8Array): unknown {
  if (member.length > MOST_CONTENTS_BYTES) throw new MessageError("they are too long");
  try {
    return parseJson(decoder.decode(member), BOUNDS);
  } catch (error) {
    throw new MessageError(error instanceof JsonBoundsError ? error.message : "they are not JSON");
  }
}

function toWheel(value: unknown): WheelContents {
  const { file, project, version, sha256 } = asObject(value, "wheel");
  return {
    file: matching(file, "file", WHEEL_FILE),
    project: matching(project, "project", PROJECT),
    version: matching(version, "version", VERSION),
    sha256: matching(sha256, "sha256", DIGEST),
  };
}

function toWarm(value: unknown): NonNullable<EnvironmentContents["warm"]> {
  const { file, sha256 } = asObject(value, "warm");
  return {
    file: matching(file, "file of the warm-up", FILE),
    sha256: matching(sha256, "sha256", DIGEST),
  };
}

/** What does not match is not repeated. */
function matching(value: unknown, name: string, pattern: RegExp): string {
  const text = asText(value, name);
  if (!pattern.test(text)) throw new MessageError(`${name} is none`);
  return text;
}
