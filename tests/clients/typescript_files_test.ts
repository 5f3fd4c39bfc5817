/** Values, files and what is shown, with the client in TypeScript. */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { InvalidRequest, Result, SandboxError } from "../../clients/typescript/client.ts";
import { realSandbox } from "./sandboxes.ts";

const ON_UNIX = { ignore: Deno.build.os === "windows" };

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A result with such files. */
function made(...paths: string[]): Result {
  return new Result({
    ...{ status: "ok", exitCode: 0, stdout: "", stderr: "", truncated: false },
    stats: { startupMs: 0, wallMs: 0, cpuMs: 0, peakHeapBytes: 0, outputBytes: 0 },
    files: Object.fromEntries(paths.map((path) => [path, { base64: btoa("new"), mime: "" }])),
  }, { stdout: "", stderr: "" });
}

/** Calls `action` with a folder of its own. */
async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All names below a folder. */
function below(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => [
    name,
    ...(isDirectory ? below(`${folder}/${name}`).map((inner) => `${name}/${inner}`) : []),
  ]).sort();
}

Deno.test("values and files go in, and files and what is shown come out", async () => {
  await using sandbox = realSandbox();
  const inputs = {
    whole: 10n ** 30n,
    real: 1.5,
    rows: [[1, null], ["\u00e9", true]],
    o: { a: {} },
  };
  const values = await sandbox.run("[str(whole), real, rows, o]", { inputs });
  deepEqual(values.output, [String(inputs.whole), 1.5, inputs.rows, { a: {} }]);
  await rejects(sandbox.run("1", { inputs: { a: { b: [NaN] } } }), {
    name: "TypeError",
    message: "inputs.a.b[0]: expected a finite number; got NaN",
  });
  await rejects(sandbox.run("1", { inputs: { a: new Date() as unknown as null } }), {
    name: "TypeError",
    message: "inputs.a: expected a value that JSON has; got object",
  });
  await rejects(sandbox.run("1", { inputs: { class: 1 } }), (error) => {
    ok(error instanceof InvalidRequest);
    return /^inputs 'class': expected a name; it is a keyword/.test(error.message);
  });

  const code = "open('out.bin', 'wb').write(open('in.bin', 'rb').read())\n" +
    "open('t.txt', 'w').write(open('a/t').read())\nopen('CON', 'w').close()";
  const files = { "in.bin": Uint8Array.of(255, 0), "a/t": "\u00e9" };
  const result = await sandbox.run(code, { files, outputs: ["*.bin", "*.txt", "CON"] });
  deepEqual([...result.files].map(([path, { contents, mime }]) => [path, [...contents], mime]), [
    ["out.bin", [255, 0], "application/octet-stream"],
    ["t.txt", [0xC3, 0xA9], "text/plain"],
  ]);
  deepEqual(result.filesOmitted, ["'CON': it is the name of a device on Windows"]);

  const shows = "display({'text/html': '<b>', 'image/png': b'PNG'}, raw=True)";
  const { display } = await sandbox.run(shows, { display: true });
  deepEqual(display, [{ "text/html": "<b>", "image/png": "UE5H" }]);
  deepEqual([values.display, values.filesOmitted, values.files.size], [[], [], 0]);
});

Deno.test("files are saved below a folder, and nothing is replaced unless that is wished", async () => {
  await inFolder(async (base) => {
    const folder = `${base}/new/out`;
    const result = made("d/e/f", "g");
    deepEqual(await result.saveFiles(folder), [`${folder}/d/e/f`, `${folder}/g`]);
    equal(text(await Deno.readFile(`${folder}/d/e/f`)), "new");
    if (Deno.build.os !== "windows") equal((await Deno.stat(`${folder}/g`)).mode! & 0o7777, 0o644);
    const taken = { message: 'Cannot write "d/e/f": there is something of that name' };
    await rejects(result.saveFiles(folder), taken);
    await Deno.writeTextFile(`${folder}/g`, "old");
    await result.saveFiles(folder, { overwrite: true });
    equal(await Deno.readTextFile(`${folder}/g`), "new");
    deepEqual(below(folder), ["d", "d/e", "d/e/f", "g"]);
    await Deno.writeTextFile(`${base}/file`, "");
    await rejects(result.saveFiles(`${base}/file`), SandboxError);
  });
});

Deno.test("names that lead elsewhere are refused before anything is written", async () => {
  await inFolder(async (base) => {
    const down = "it is no path that leads down";
    const windows = "it has a character that Windows does not allow in names";
    const device = "it is the name of a device on Windows";
    const unseen = "it has a character that is not seen";
    const edge = "it begins or ends with a space, or ends with a dot";
    const cases: [path: string, why: string][] = [
      ...["../x", "/etc/x", "", "a//b", "a/./b", "a/"].map((
        path,
      ): [string, string] => [path, down]),
      ...["..\\x", "C:x", "a?"].map((path): [string, string] => [path, windows]),
      ...["CON", "a/nul.txt", "com1 .x", "LPT\u00b9"].map((
        path,
      ): [string, string] => [path, device]),
      ...["a\0b", "a\nb", "\u202ex", "\ud800"].map((path): [string, string] => [path, unseen]),
      ...["x.", "x ", " x"].map((path): [string, string] => [path, edge]),
      ["x".repeat(256), "a part of it is longer than 255 bytes"],
    ];
    for (const [path, why] of cases) {
      await rejects(made("good", path).saveFiles(base), {
        name: "SandboxError",
        message: `Cannot write ${JSON.stringify(path)}: ${why}`,
      });
    }
    for (const [one, other] of [["a", "A"], ["\u00e9", "e\u0301"], ["d/x", "D/y"]] as const) {
      await rejects(made(one, other).saveFiles(base), /on some systems it is the same as/);
    }
    await rejects(made("a/b", "a").saveFiles(base), /"a" is a file/);
    deepEqual(below(base), []);
  });
});

Deno.test("no link is followed, whatever stands in the folder", ON_UNIX, async () => {
  await inFolder(async (base) => {
    const [folder, outside] = [`${base}/out`, `${base}/outside`];
    for (const path of [folder, outside, `${folder}/folder`]) await Deno.mkdir(path);
    await Deno.writeTextFile(`${outside}/kept`, "kept");
    await Deno.symlink(outside, `${folder}/link`);
    await Deno.symlink(`${outside}/kept`, `${folder}/file`);
    await Deno.symlink(`${outside}/new`, `${folder}/dangling`);
    const instead = /there is a link or a file in the place of a folder/;
    const taken = /there is something of that name/;
    for (const overwrite of [false, true]) {
      await rejects(made("link/x").saveFiles(folder, { overwrite }), instead);
      await rejects(made("file/x").saveFiles(folder, { overwrite }), instead);
      await rejects(made("folder").saveFiles(folder, { overwrite }), taken);
    }
    for (const path of ["file", "dangling", "link"]) {
      await rejects(made(path).saveFiles(folder), taken);
    }
    await made("file", "dangling", "link").saveFiles(folder, { overwrite: true });
    equal((await Deno.lstat(`${folder}/file`)).isSymlink, false);
    deepEqual(below(outside), ["kept"]);
    equal(await Deno.readTextFile(`${outside}/kept`), "kept");
  });
});
