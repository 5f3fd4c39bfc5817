import assert from "node:assert/strict";
import { dataFolder, stateFolder, type User } from "../../src/core/user_folders.ts";

function folder(os: User["os"], variables: Record<string, string>): string | null {
  return stateFolder({ os, variable: (name) => variables[name] });
}

Deno.test("state is where each system has it", () => {
  const home = { HOME: "/home/ada", LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" };
  assert.equal(folder("linux", home), "/home/ada/.local/state/pysandbox");
  assert.equal(folder("linux", { ...home, XDG_STATE_HOME: "/state" }), "/state/pysandbox");
  assert.equal(folder("darwin", home), "/home/ada/Library/Application Support/pysandbox");
  assert.equal(folder("windows", home), "C:\\Users\\ada\\AppData\\Local\\pysandbox");
});

Deno.test("data is where each system has it", () => {
  const home = { HOME: "/home/ada", LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" };
  const data = (os: User["os"], variables: Record<string, string>) =>
    dataFolder({ os, variable: (name) => variables[name] });
  assert.equal(data("linux", home), "/home/ada/.local/share/pysandbox");
  assert.equal(data("linux", { ...home, XDG_DATA_HOME: "/data" }), "/data/pysandbox");
  assert.equal(data("darwin", home), "/home/ada/Library/Application Support/pysandbox");
  assert.equal(data("windows", home), "C:\\Users\\ada\\AppData\\Local\\pysandbox");
});

Deno.test("a relative path, or none, is no place", () => {
  assert.equal(
    folder("linux", { HOME: "/home/ada", XDG_STATE_HOME: "state" }),
    "/home/ada/.local/state/pysandbox",
  );
  assert.equal(folder("linux", { HOME: "" }), null);
  assert.equal(folder("darwin", {}), null);
  assert.equal(folder("windows", { LOCALAPPDATA: "Local" }), null);
});
