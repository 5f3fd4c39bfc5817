/**
 * What the build says if `deno compile` fails: recorded output of Deno, and one real failure.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { BUNDLED_ENTRY, INCLUDED, PACK } from "../build/compile_arguments.ts";
import { compileFailure } from "../build/compile_failure.ts";
import { compile } from "../build/deno.ts";
import { findTarget, localTarget } from "../build/targets.ts";

const LINUX = findTarget("linux-x64");
const DENO = { version: "2.9.6", cache: "/home/me/.cache/deno" };
const URL_TRIED = "https://dl.deno.land/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip";

/** Deno's stderr with these causes. */
function stderr(...causes: string[]): string {
  return "Compile cli.ts to out/pysandbox\n" +
    "error: Writing deno compile executable to temporary file '/p/dist/pysandbox.tmp-6e38'\n\n" +
    `Caused by:\n${causes.map((cause, at) => `    ${at}: ${cause}\n`).join("")}\n` +
    "Stack backtrace:\n   0: <unknown>\n";
}

Deno.test("a base that cannot be downloaded is one line: from where, why, and what helps", () => {
  const text = stderr(
    "Setting up base binary.",
    `error sending request for url (${URL_TRIED}): client error (Connect): dns error: not known`,
    "client error (Connect)",
    "dns error",
  );
  const error = compileFailure(text, LINUX, DENO);
  assert.equal(error.detail, "");
  assert.equal(
    error.message,
    `Deno's base executable for linux-x64 could not be downloaded from ${URL_TRIED} ` +
      "(client error (Connect): dns error: not known); " +
      "set HTTPS_PROXY to a proxy that reaches it, or put that file at " +
      "/home/me/.cache/deno/dl/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip, " +
      "or name an unpacked denort of this Deno and target in DENORT_BIN",
  );
});

Deno.test("where only Deno's progress names the address, it is taken from there", () => {
  const text = `Download ${URL_TRIED}\n` +
    stderr("Setting up base binary.", "Download could not be found, aborting");
  const { message } = compileFailure(text, LINUX, DENO);
  assert.match(
    message,
    /could not be downloaded from https:\S+\.zip \(Download could not be found/,
  );
});

Deno.test("where Deno names no address, the file that is missing is named", () => {
  const windows = findTarget("windows-x64");
  const cache = "C:\\Users\\me\\AppData\\Local\\deno";
  const text = stderr("Setting up base binary.", "timed out");
  assert.equal(
    compileFailure(text, windows, { ...DENO, cache }).message,
    "Deno's base executable for windows-x64 could not be downloaded (timed out); " +
      "set HTTPS_PROXY to a proxy that reaches it, or put denort-x86_64-pc-windows-msvc.zip at " +
      `${cache}\\dl\\release\\v2.9.6\\denort-x86_64-pc-windows-msvc.zip, ` +
      "or name an unpacked denort of this Deno and target in DENORT_BIN",
  );
});

Deno.test("where Deno gives no reason, none is taken from its backtrace", () => {
  const { message } = compileFailure(stderr("Setting up base binary."), LINUX, DENO);
  assert.match(message, /could not be downloaded \(no reason given\); set HTTPS_PROXY /);
});

Deno.test("all other failures are Deno's own words, without its backtrace and without that advice", () => {
  for (
    const causes of [
      ["Could not find denort at '/nonexistent'", "No such file or directory (os error 2)"],
      ["Writing binary bytes", "Invalid object: Linkedit segment not found"],
      ["Setting up base binary.", "Writing /home/me/.cache/deno/dl", "No space left on device"],
      ["Setting up base binary.", "Creating /home/me/.cache/deno/dl", "Permission denied"],
    ]
  ) {
    const error = compileFailure(stderr(...causes), LINUX, DENO);
    assert.equal(error.message, "deno compile failed for linux-x64, see above");
    assert.equal(
      error.detail,
      "error: Writing deno compile executable to temporary file '/p/dist/pysandbox.tmp-6e38'\n\n" +
        `Caused by:\n${causes.map((cause, at) => `    ${at}: ${cause}`).join("\n")}\n`,
    );
  }
});

Deno.test("words that look like no error of Deno's are shown whole", () => {
  const error = compileFailure("Illegal instruction\n", LINUX, DENO);
  assert.equal(error.message, "deno compile failed for linux-x64, see above");
  assert.equal(error.detail, "Illegal instruction\n");
});

Deno.test("Deno itself, where its downloads cannot be reached, fails in a way that is recognised", async () => {
  const base = Deno.env.get("DENORT_BIN");
  const folder = await Deno.makeTempDir();
  try {
    const stage = pathToFileURL(`${folder}/`);
    for (const path of [...INCLUDED, BUNDLED_ENTRY, PACK]) {
      const file = new URL(path, stage);
      await Deno.mkdir(new URL("./", file), { recursive: true });
      await Deno.writeTextFile(file, "");
    }
    await Deno.writeTextFile(new URL("deno.json", stage), "{}");
    // If the environment names a base, none is downloaded.
    Deno.env.delete("DENORT_BIN");
    // Nothing listens on port 1: the download fails on every machine, on the network or not.
    const proxy = "http://127.0.0.1:1";
    const cache = `${folder}/cache`;
    await assert.rejects(
      compile(stage, localTarget(), `${folder}/out`, {
        ...{ DENO_DIR: cache, HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: "", no_proxy: "" },
      }),
      (error: Error) => {
        assert.equal(error.name, "BuildError");
        const place = ["dl", "release", `v${Deno.version.deno}`, `denort-${Deno.build.target}.zip`];
        assert.ok(error.message.includes(place.join(Deno.build.os === "windows" ? "\\" : "/")));
        assert.match(
          error.message,
          /^Deno's base executable for \S+ could not be downloaded from https:\/\/dl\.deno\.land\/\S+\.zip \(.+\); set HTTPS_PROXY /,
        );
        return true;
      },
    );
  } finally {
    if (base !== undefined) Deno.env.set("DENORT_BIN", base);
    await Deno.remove(folder, { recursive: true });
  }
});
