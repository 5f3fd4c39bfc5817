/** Opens the environment that a command is given, or that its executable has as its default. */
import type { Environment, HeldEnvironment } from "../host/environment.ts";
import type { GivenValue } from "./option_values.ts";
import { embeddedPackages } from "./version.ts";

/** The environment for one jail; null where there is none. @throws {CommandError} */
export async function openPackages(given: GivenValue | null): Promise<Environment | null> {
  if (given === null) return embedded();
  const { openEnvironment } = await import("../packages/open_environment.ts");
  return await openEnvironment(given.value, given.source);
}

/** The environment for many jails, held until it is disposed of; null where there is none. @throws {CommandError} */
export async function holdPackages(given: GivenValue | null): Promise<HeldEnvironment | null> {
  if (given === null) return embedded();
  const { holdEnvironment } = await import("../packages/hold_environment.ts");
  return await holdEnvironment(given.value, given.source);
}

/** Jails find it by themselves, and it is as old as the executable: nothing is to be compared, or held. */
function embedded(): HeldEnvironment | null {
  const packages = embeddedPackages();
  if (packages === null) return null;
  return {
    ...packages,
    place: null,
    verify: () => Promise.resolve(),
    [Symbol.dispose]: () => {},
  };
}
