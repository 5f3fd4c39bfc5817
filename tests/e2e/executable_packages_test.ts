/** An executable that has an environment inside, as `deno task compile --packages` puts it there. */
import assert from "node:assert/strict";
import { denoPartLength, TRAILER_BYTES } from "../../src/pack/deno_part.ts";
import { encodeFooter } from "../../src/pack/encode_pack.ts";
import { decodeFooter, PACK_FOOTER_BYTES } from "../../src/pack/pack.ts";
import { makeEnvironment, USE } from "../packages/made_environment.ts";
import { BINARY } from "./command.ts";
import { executableTest } from "./executable.ts";

/** Bytes of the executable, with an environment behind its own pack. */
async function withEnvironment(environment: Uint8Array): Promise<Uint8Array> {
  const bytes = await Deno.readFile(BINARY!);
  const part = denoPartLength(bytes.slice(-TRAILER_BYTES)) ?? 0;
  const end = bytes.length - part - PACK_FOOTER_BYTES;
  const length = decodeFooter(bytes.slice(end, end + PACK_FOOTER_BYTES));
  assert.ok(length !== null);
  return new Uint8Array(
    await new Blob([
      ...[bytes.subarray(0, end), environment as Uint8Array<ArrayBuffer>],
      encodeFooter(length + environment.length),
      bytes.subarray(end + PACK_FOOTER_BYTES),
    ]).arrayBuffer(),
  );
}

executableTest(
  "an executable's own environment is the default of its programs, unless another is named",
  async (folder) => {
    const [one, other] = [`${folder}/one.env`, `${folder}/other.env`];
    await makeEnvironment(one);
    await makeEnvironment(other, "2", false);
    const path = `${folder}/with-packages`;
    await Deno.writeFile(path, await withEnvironment(await Deno.readFile(one)), { mode: 0o755 });
    const run = async (args: readonly string[], stdin = "") => {
      const child = new Deno.Command(path, {
        args: [...args],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(stdin));
      await writer.close();
      const { code, stdout, stderr } = await child.output();
      const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      return { code, out: out!, error };
    };
    const print = `${USE.replace("[", "print([")})`;
    const own = await run(["run", "--walls", "require", "-c", print]);
    assert.deepEqual([own.code, own.out, own.error], [0, "[1, 42]\n", ""]);
    const named = await run(["run", "-p", other, "-c", "import pure; print(pure.VERSION)"]);
    assert.deepEqual([named.code, named.out, named.error], [0, "2\n", ""]);
    const served = await run(["serve-stdio"], `${JSON.stringify({ code: USE })}\n`);
    assert.deepEqual(JSON.parse(served.out).output, [1, 42]);
    const licences = "\n\nnative-one 3.0: names no licence (no text)\npure 1: MIT-0 [1]\n\n";
    const printed = await run(["licenses"]);
    assert.deepEqual([printed.code, printed.error], [0, ""]);
    assert.match(printed.out, /^Licences of what is in pysandbox /);
    assert.match(printed.out, /^Licences of the packages of this executable$/m);
    assert.ok(printed.out.includes(licences));
    assert.match(
      printed.out,
      /^\[1\] pure-1\.dist-info\/licenses\/LICENSE\n-+\n\n\| Do as you like\.$/m,
    );
    const ofOther = await run(["licenses", "-p", other]);
    assert.ok(ofOther.out.includes("\n\npure 2: MIT-0 [1]\n\n"));
    assert.ok(!ofOther.out.includes("native-one"));
    const lost = await run(["run", "-p", other, "-c", "import native_one"]);
    assert.match(lost.error!, /ModuleNotFoundError: No module named 'native_one'\n$/);
  },
);
