/** The executable that npm has installed beside this package: an optional dependency, one for each kind of machine. */
import { createRequire } from "node:module";
import process from "node:process";

const require = createRequire(import.meta.url);

/**
 * The path of the executable for this machine.
 *
 * @throws {Error} if it is not installed, saying what to do.
 */
export function executablePath(): string {
  const machine = `${process.platform}-${process.arch}`;
  const { version, optionalDependencies } = require("../package.json") as {
    readonly version: string;
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const name = `@pysandbox/${machine}`;
  if (!(name in optionalDependencies)) {
    const machines = Object.keys(optionalDependencies).map((one) => one.replace(/^.*\//, ""));
    throw new Error(`there is no executable for ${machine}; expected ${machines.join(", ")}`);
  }
  try {
    return require.resolve(`${name}/bin/pysandbox${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    const needs = process.platform === "linux" ? ", which needs glibc 2.27 (not musl)," : "";
    throw new Error(
      `the package ${name} with the executable${needs} is not installed; install pysandbox again ` +
        `without --omit=optional, or add it: npm install ${name}@${version}`,
    );
  }
}
