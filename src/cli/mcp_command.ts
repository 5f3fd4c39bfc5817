/** The checked command line of `mcp`. */
import type { Limits } from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import type { EngineValues } from "./engine_options.ts";
import type { GivenValue } from "./option_values.ts";

/** Where to listen for clients. */
export interface HttpAddress {
  readonly hostname: string;
  /** 0 is any that is free. */
  readonly port: number;
  /** Null where everybody may ask who can connect. */
  readonly tokenFile: string | null;
}

/** The checked command line of `mcp`. */
export interface McpCommand extends EngineValues {
  /** Null for standard input and output. */
  readonly http: HttpAddress | null;
  readonly limits: Limits;
  readonly walls: WallsMode;
  /** A file that names servers whose tools programs may call; null without one. */
  readonly functionsFile: string | null;
  /** How the tool of `mcp-run-python` answers; null for that of pysandbox. */
  readonly compat: "xml" | "json" | null;
  readonly maxFilesBytes: number;
  /** The environment whose packages programs have; null where it is left open. */
  readonly packages: GivenValue | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
