/** Packages that are tried when their wheels are at hand: what warms each up, what shows that it works, and tests that it brings along. */
import { NATIVE_PACKAGES } from "./real_packages_native.ts";
import { NUMERIC_PACKAGES } from "./real_packages_numeric.ts";
import { PURE_PACKAGES } from "./real_packages_pure.ts";

/** A package, and programs that use it. */
export interface RealPackage {
  readonly project: string;
  /** Warms it up. */
  readonly warm: string;
  /** Prints `expected`, also where nothing was warmed up. */
  readonly check: string;
  readonly expected: string;
  readonly own?: OwnTests;
}

/** Tests of a package's own. */
export interface OwnTests {
  /** Where its source distribution has them; null where the wheel has what `program` runs. */
  readonly folder: string | null;
  /** Other packages that they need. */
  readonly needs?: readonly string[];
  /** Runs them, in a folder that has the distribution's as `tests`, and ends with status 0 where all pass. */
  readonly program: string;
  /** What that says at its end. */
  readonly says: RegExp;
}

/**
 * Tests for pytest.
 *
 * @param args files and options.
 * @param apart tests that are left out, each with its reason.
 */
export function byPytest(
  folder: string,
  args: readonly string[],
  { needs = [], apart = {} }: {
    readonly needs?: readonly string[];
    readonly apart?: Readonly<Record<string, string>>;
  } = {},
): OwnTests {
  const words = [
    ...["-q", "-p", "no:cacheprovider", ...args.map((one) => one.replace(/^(?!-)/, "tests/"))],
    ...Object.keys(apart).map((name) => `--deselect=tests/${name}`),
  ];
  return {
    folder,
    needs: ["pytest", ...needs],
    program: `import sys, pytest\nsys.exit(pytest.main(${JSON.stringify(words)}))\n`,
    says: /^\d+ passed/m,
  };
}

/** All of them. */
export function realPackages(): readonly RealPackage[] {
  return [...NATIVE_PACKAGES, ...NUMERIC_PACKAGES, ...PURE_PACKAGES];
}
