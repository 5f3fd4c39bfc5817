/** Deno for another system, from npm, held against a digest that is written here. */
import { createHash } from "node:crypto";
import { InternalError } from "../../src/core/errors.ts";

/** A package of npm with one executable in it. */
interface Pinned {
  readonly name: string;
  readonly version: string;
  /** As npm has it: SHA-512 of the archive, in base 64. */
  readonly sha512: string;
  readonly file: string;
}

/** The packages; their version is that of `.tool-versions`. */
const PACKAGES: Readonly<Record<"windows" | "arm64", Pinned>> = {
  windows: {
    name: "@deno/win32-x64",
    version: "2.9.6",
    sha512:
      "qRGnmVz/Ea6UWPht/S3xFRK17UZ/ls38DSVfgGB17fpASLxPkksqzWUI/BzL9YYoOknYzfc94mySGyInZu/JXw==",
    file: "deno.exe",
  },
  arm64: {
    name: "@deno/linux-arm64-glibc",
    version: "2.9.6",
    sha512:
      "poqhoH9B3nYloigEMPT5t8HY+wBeiuea1An5Q7fqgJzP0SYmWsoS/oUnWO/pEiA4ofzIBy1Elt/in58xKtxEoQ==",
    file: "deno",
  },
};

/**
 * The path of Deno for `system`, which is fetched where it is missing.
 *
 * @param folder where it is kept.
 * @param wanted the version that the checkout asks for.
 * @throws {InternalError} where npm gives another file, or the version is not the one whose digest is known.
 */
export async function fetchDeno(
  system: keyof typeof PACKAGES,
  folder: string,
  wanted: string,
): Promise<string> {
  const { name, version, sha512, file } = PACKAGES[system];
  if (version !== wanted) {
    throw new InternalError(
      `.tool-versions asks for Deno ${wanted}; scripts/platforms/deno_package.ts knows the digest of ${version}: write the other's there`,
    );
  }
  const path = `${folder}/${version}-${file}`;
  if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  const work = await Deno.makeTempDir({ dir: folder });
  try {
    const packed = await output("npm", ["pack", "--silent", `${name}@${version}`], work);
    const archive = `${work}/${packed.trim()}`;
    checkDigest(`${name}@${version}`, await Deno.readFile(archive), sha512);
    await output("tar", ["-xzf", archive, `package/${file}`], work);
    await Deno.chmod(`${work}/package/${file}`, 0o755);
    await Deno.rename(`${work}/package/${file}`, path);
    return path;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** @throws {InternalError} where the bytes have another digest. */
export function checkDigest(name: string, bytes: Uint8Array, sha512: string): void {
  const found = createHash("sha512").update(bytes).digest("base64");
  if (found === sha512) return;
  throw new InternalError(`${name} is another file: expected SHA-512 ${sha512}; got ${found}`);
}

async function output(command: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  if (success) return new TextDecoder().decode(stdout);
  const said = new TextDecoder().decode(stderr).trim();
  throw new InternalError(`${command} ${args.join(" ")} failed: ${said}`);
}
