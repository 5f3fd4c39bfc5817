/** Makes wheels for PyPI, each with the executable for one kind of machine and the Python client: `deno task wheels`. */
import { makePackages } from "./packages/command.ts";
import { wheelOf } from "./wheels/wheel.ts";

if (import.meta.main) {
  const summary = "Makes Python wheels of executables: the command and the client.";
  Deno.exit(await makePackages({ task: "wheels", summary, ofEach: wheelOf }, Deno.args));
}
