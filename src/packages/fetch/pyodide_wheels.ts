/** TRUSTED. The wheels of Pyodide's distribution: names and digests are in this pysandbox, from the lock file of its Pyodide. */
import manifest from "../../../assets/manifest.json" with { type: "json" };
import { rareContents, rareFile } from "../../core/build_folder.ts";
import { readWheelName } from "../wheel.ts";
import type { RemoteWheel } from "./remote_wheel.ts";

const WHEELS = rareFile("pyodide_wheels.json");

/** Where the files are. */
const DISTRIBUTION = new URL(
  `https://cdn.jsdelivr.net/pyodide/v${manifest.pyodide.version}/full/`,
);

/** All of them, by project. */
export async function pyodideWheels(): Promise<Map<string, RemoteWheel[]>> {
  const text = new TextDecoder().decode(await rareContents(await Deno.readFile(WHEELS)));
  const digests: Record<string, string> = JSON.parse(text);
  return toWheels(digests, DISTRIBUTION);
}

/** Wheels with these digests, at this address. */
export function toWheels(
  digests: Readonly<Record<string, string>>,
  distribution: URL,
): Map<string, RemoteWheel[]> {
  const wheels = Object.entries(digests).map(([file, sha256]): RemoteWheel => ({
    ...{ file, sha256, url: new URL(file, distribution), size: null, yanked: false },
    ...{ requiresPython: null, metadata: null, isUsable: readWheelName(file)?.isUsable ?? false },
  }));
  return Map.groupBy(wheels, ({ file }) => readWheelName(file)?.project ?? "");
}
