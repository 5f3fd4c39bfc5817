/**
 * Makes what pysandbox boots from, in `assets/build/`, from the npm package of Pyodide and the files beside the
 * manifest: verified, slimmed, and with the memory image of a started interpreter.
 */
import { fileURLToPath as toPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { version as pyodideVersion } from "pyodide";
import { inputsFingerprint } from "../../src/host/assets.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { RARE_MODULES } from "../../src/pack/lazy_modules.ts";
import { encodePack } from "../../src/pack/encode_pack.ts";
import { slimGlue } from "./glue.ts";
import { cut } from "./glue_cuts.ts";
import { encodeSymbols } from "../../src/link/symbols.ts";
import { linkableSymbols } from "./linkable.ts";
import { npmCache, packageFolder } from "./npm_cache.ts";
import { pyodideWheels } from "./pyodide_wheels.ts";
import { accountStack } from "./stack_accounting.ts";
import { isSystemCall } from "./system_calls.ts";
import { decodeUsage } from "./usage.ts";
import { MODULE_COUNT, modulesByUsage } from "./usage_modules.ts";
import { dropData, memoryMaximumOffset, slimModule } from "../../src/wasm/slim.ts";
import { takeApart } from "../../src/wasm/parts.ts";
import { splitModule } from "../../src/wasm/split.ts";

interface ManifestFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

interface ManifestGroup {
  readonly version: string;
  readonly files: readonly ManifestFile[];
}

type Manifest = Readonly<
  Record<"pyodide" | "tzdata" | "topics" | "packaging" | "resolvelib", ManifestGroup>
>;

/** C functions that the jail, and the making of the image, call by themselves. */
const CALLED_FROM_OUTSIDE: ReadonlySet<string> = new Set([
  ...["malloc", "free", "memory", "PyBytes_FromStringAndSize", "PyBytes_AsString", "PyBytes_Size"],
  ...["PyObject_CallOneArg", "PyErr_Clear", "Py_DecRef", "Py_EMSCRIPTEN_SIGNAL_HANDLING", "raise"],
  ...["PyRun_SimpleStringFlags", "PyImport_AddModule", "PyObject_GetAttrString"],
  "PyThreadState_Get",
]);

/** Members of Emscripten's module object that the jail uses, and are not exports of WebAssembly. */
const USED_FROM_OUTSIDE: ReadonlySet<string> = new Set(["FS", "PIPEFS", "ENV", "growMemory"]);

const assets = new URL("../../assets/", import.meta.url);
const build = new URL("build/", assets);

const manifest: Manifest = JSON.parse(await Deno.readTextFile(new URL("manifest.json", assets)));
if (manifest.pyodide.version !== pyodideVersion) {
  throw new Error(
    `assets/manifest.json is of Pyodide ${manifest.pyodide.version}, not ${pyodideVersion}`,
  );
}
const fingerprint = inputsFingerprint();
await Deno.mkdir(build, { recursive: true });
// Without an index the assets count as unmade: a run that is cut short is started over.
await Deno.remove(new URL("index.json", build)).catch(() => {});

const pyodidePackage = packageFolder(await npmCache(), "pyodide", manifest.pyodide.version);
const [wasm, glue, stdlib, lock] = await Promise.all(
  ["pyodide.asm.wasm", "pyodide.asm.mjs", "python_stdlib.zip", "pyodide-lock.json"].map((name) =>
    readVerified(pyodidePackage, manifest.pyodide.files, name)
  ),
) as [
  wasm: Uint8Array<ArrayBuffer>,
  glue: Uint8Array<ArrayBuffer>,
  stdlib: Uint8Array<ArrayBuffer>,
  lock: Uint8Array<ArrayBuffer>,
];
const [wheel] = manifest.tzdata.files as [ManifestFile];
const tzdata = await readVerified(assets, manifest.tzdata.files, wheel.name);
const [topicsFile] = manifest.topics.files as [ManifestFile];
const resolverWheels = await Promise.all(
  (["packaging", "resolvelib"] as const).map(async (group) => {
    const [{ name }] = manifest[group].files as [ManifestFile];
    await readVerified(assets, manifest[group].files, name);
    return toPath(new URL(name, assets));
  }),
);
const topics = gunzipSync(await readVerified(assets, manifest.topics.files, topicsFile.name));

const imports = WebAssembly.Module.imports(await WebAssembly.compile(wasm));
const slim = await slimGlue(cut(new TextDecoder().decode(glue)), {
  exports: CALLED_FROM_OUTSIDE,
  imports: new Set(imports.map(({ name }) => name).filter(isSystemCall)),
  members: USED_FROM_OUTSIDE,
});
const module = slimModule(wasm, slim.isUsed);
const usage = decodeUsage(
  await Deno.readTextFile(new URL("usage.json", assets)),
  manifest.pyodide.version,
);

// The makers work on files; what they make goes into the pack.
const parts = new URL("parts/", build);
const part = (name: string) => new URL(name, parts);
await Deno.mkdir(parts, { recursive: true });
await Deno.writeTextFile(new URL("glue.mjs", build), slim.text);
await Deno.writeFile(part("python.wasm"), module);
await Deno.writeFile(part("stdlib.zip"), stdlib);
await Deno.writeFile(part("tzdata.zip"), tzdata);
await Deno.writeFile(part("topics.py"), topics);
await runMaker("make_stdlib.ts", toPath(parts), toPath(part("stdlib.new.zip")));
await Deno.rename(part("stdlib.new.zip"), part("stdlib.zip"));
await runMaker(
  "make_resolver.ts",
  ...[toPath(parts), resolverWheels.join(",")],
  toPath(part("resolver.pyz")),
);
await Deno.rename(part("resolver.pyz"), new URL("resolver.pyz", build));
await Deno.writeTextFile(new URL("pyodide_wheels.json", build), pyodideWheels(lock));
// The import by which CPython would load a library. Numbers below zero are no libraries.
const original = takeApart(dropData(wasm));
const whole = accountStack(takeApart(dropData(module)), original.exports);
const { main, lazy } = splitModule(whole, modulesByUsage(whole, usage), MODULE_COUNT, "_dlopen_js");
await runMaker(
  "make_image.ts",
  ...[manifest.pyodide.version, String(main.length), toPath(parts)],
  toPath(part("image.bin")),
);
const pack = encodePack(memoryMaximumOffset(main), {
  "python.wasm": main,
  "lazy.bin": encodeModules(lazy, (at) => at < RARE_MODULES),
  "image.bin": await Deno.readFile(part("image.bin")),
  "stdlib.zip": await Deno.readFile(part("stdlib.zip")),
  "tzdata.zip": tzdata,
  "symbols.bin": encodeSymbols(
    linkableSymbols(original, await Deno.readTextFile(new URL("linkable.txt", assets))),
  ),
});
// Renamed, not overwritten: a jail that runs has the old one mapped.
await Deno.writeFile(part("python.pack"), pack);
await Deno.rename(part("python.pack"), new URL("python.pack", build));
await Deno.remove(parts, { recursive: true });
await Deno.writeTextFile(
  new URL("index.json", build),
  JSON.stringify({
    inputs: fingerprint,
    pyodide: manifest.pyodide.version,
    tzdata: manifest.tzdata.version,
  }),
);

/** @throws where the file is missing or is not the one that the manifest names. */
async function readVerified(
  folder: URL,
  files: readonly ManifestFile[],
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const expected = files.find((file) => file.name === name);
  if (expected === undefined) throw new Error(`assets/manifest.json does not name ${name}`);
  const bytes = await Deno.readFile(new URL(name, folder));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  if (bytes.length !== expected.size || digest !== expected.sha256) {
    throw new Error(
      `${name}: expected ${expected.size} bytes with SHA-256 ${expected.sha256}, ` +
        `got ${bytes.length} with ${digest}`,
    );
  }
  return bytes;
}

/** Runs one of the makers, each of which takes a process of its own. The path that it writes comes last. */
async function runMaker(script: string, ...args: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      `--allow-write=${args.at(-1)}`,
      "--allow-ffi",
      new URL(script, import.meta.url).href,
      ...args,
    ],
    env: { TZ: "UTC" },
  }).spawn().status;
  if (code !== 0) throw new Error(`scripts/assets/${script} failed`);
}
