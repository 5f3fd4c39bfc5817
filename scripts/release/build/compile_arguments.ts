/**
 * The arguments of `deno compile`. An executable takes no flags of Deno: permissions and flags of the engine are fixed,
 * for the host and the jail alike, which are the same executable.
 */
import { COMPRESSED } from "../../../src/core/build_folder.ts";
import { ENGINE_FLAGS } from "../../../src/host/jail_process.ts";
import { laterModules } from "./later_modules.ts";
import type { Target } from "./targets.ts";

/** Where the command's code starts. */
export const ENTRY = "cli.ts";

/**
 * The folder of the executable's bundle. Modules that name files by their own place have two folders above them, and so have those of
 * the bundle.
 */
export const BUNDLE = "src/bundle/";

/** Where the executable starts. */
export const BUNDLED_ENTRY = `${BUNDLE}cli.js`;

/** The permissions that the host needs. The jail gives up all of them by itself. */
export const PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run",
  "--allow-ffi",
  // Given up at once by all but `mcp`, which listens with --http, and connects with --functions.
  "--allow-net",
];

/** The engine's flags on every system: those that a jail has from source. */
export const V8_FLAGS: readonly string[] = [ENGINE_FLAGS];

/**
 * How much stack the engine may use: what the host provides for the jail on that system (`src/host/stack.ts`), or the header asks for
 * (`stack_reserve.ts`). The host itself has a smaller stack on Linux, but does not recurse over foreign data.
 */
export const STACK_KIB: Readonly<Record<Target["os"], number>> = {
  linux: 98_304,
  macos: 984,
  windows: 98_304,
};

/** The licences of all that is inside. */
export const NOTICES = "assets/build/notices.txt";

/** Of what is embedded besides modules of ours, what is compressed: few commands read it, and Deno all of it at each start. */
export const COMPRESSIBLE: readonly string[] = [
  "assets/build/mcp_client.mjs",
  "assets/build/mcp_server.mjs",
  NOTICES,
  "assets/build/pyodide_wheels.json",
  "assets/build/resolver.pyz",
];

/** Embedded besides modules of ours: files that are read, or imported by a computed name, at run time. */
export const INCLUDED: readonly string[] = ["assets/build/glue.mjs", ...COMPRESSIBLE];

/** Modules that Deno does not find by itself. */
export const LATER_MODULES: readonly string[] = laterModules(
  new URL("../../../", import.meta.url),
);

/** What the jail boots from. */
export const PACK = "assets/build/python.pack";

/** Whether the pack stands beside the part that Deno adds, instead of inside it. */
export function isPackAppended(target: Target): boolean {
  return target.os === "linux";
}

/** The arguments of `deno`, to be run in the folder that `stage.ts` makes. */
export function compileArguments(target: Target, output: string): string[] {
  const included = INCLUDED.map((path) => COMPRESSIBLE.includes(path) ? path + COMPRESSED : path);
  if (!isPackAppended(target)) included.push(PACK);
  return [
    "compile",
    "--target",
    target.triple,
    "--no-prompt",
    // A code cache would be a file with a predictable name in a shared folder: a way into the host's process.
    "--no-code-cache",
    // Everything that is embedded is in the folder, and was checked before.
    ...["--no-check", "--no-lock", "--no-npm", "--no-remote"],
    ...PERMISSIONS,
    `--v8-flags=${[...V8_FLAGS, `--stack-size=${STACK_KIB[target.os]}`].join(",")}`,
    ...included.flatMap((path) => ["--include", path]),
    "--config",
    "deno.json",
    "--output",
    output,
    BUNDLED_ENTRY,
  ];
}
