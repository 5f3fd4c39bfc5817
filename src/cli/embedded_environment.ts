/** The environment that an executable has as its default. */
import type { HeldEnvironment } from "../host/environment.ts";
import { embeddedPackages } from "./version.ts";

/** It, or null. Jails find it by themselves, and it is as old as the executable: nothing is to be compared, or held. */
export function embeddedEnvironment(): HeldEnvironment | null {
  const packages = embeddedPackages();
  if (packages === null) return null;
  return {
    ...packages,
    place: null,
    verify: () => Promise.resolve(),
    [Symbol.dispose]: () => {},
  };
}
