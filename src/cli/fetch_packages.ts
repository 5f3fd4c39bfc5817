/** Fetches wheels for `packages fetch`, and says which. */
import { UsageError } from "../core/errors.ts";
import { fileProblem } from "../core/file_problem.ts";
import { fetchWheels } from "../packages/fetch/fetch_wheels.ts";
import { pyodideWheels } from "../packages/fetch/pyodide_wheels.ts";
import { Staging } from "../packages/fetch/staging.ts";
import { exitCodeForSignal } from "../report/exit_code.ts";
import { readRequest, type RequestWords } from "./packages_request.ts";
import { say } from "./say.ts";
import { onSignals } from "./stop_signals.ts";

/** The checked command line of `packages fetch`. */
export interface FetchCommand {
  readonly requirements: RequestWords;
  readonly folder: string;
  /** It may have credentials. */
  readonly index: URL;
  /** Path of a file with authorities to trust; null where there is none. */
  readonly certificates: string | null;
}

/** Fetches, and returns the status to exit with. */
export async function fetchPackages(command: FetchCommand): Promise<number> {
  const { requirements, folder, index } = command;
  if (!Deno.build.standalone) {
    const { ensureAssets } = await import("../host/assets.ts");
    await ensureAssets(say);
  }
  const certificates = await readCertificates(command);
  const request = await readRequest(requirements);
  const pyodide = await pyodideWheels();
  await using staging = await Staging.open(folder);
  const stopped = Promise.withResolvers<number>();
  using _signals = onSignals((signal) => stopped.resolve(exitCodeForSignal(signal)));
  const done = fetchWheels(request, {
    ...{ index, staging, certificates, pyodide },
    onFetched: ({ file, url }) => say(`fetched ${file} from ${url.host}`),
  });
  const result = await Promise.race([done, stopped.promise]);
  if (typeof result === "number") {
    // What it still does fails where its folder is gone, and nobody is there any more to hear that.
    done.catch(() => {});
    return result;
  }
  const { chosen, fetched } = result;
  const wheels = chosen === 1 ? "1 wheel" : `${chosen} wheels`;
  say(`${folder} has all that is needed: ${wheels}, ${fetched} fetched now`);
  return 0;
}

async function readCertificates({ certificates }: FetchCommand): Promise<string[]> {
  if (certificates === null) return [];
  try {
    return [await Deno.readTextFile(certificates)];
  } catch (error) {
    throw new UsageError(`SSL_CERT_FILE: cannot read '${certificates}': ${fileProblem(error)}`);
  }
}
