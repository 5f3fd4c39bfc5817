/** From the arguments of `mcp` to what is served. */
import assert from "node:assert/strict";
import { MCP_OPTIONS, toMcpCommand } from "../../src/cli/commands/mcp.ts";
import { assertThrown, givenTo, makeHost, PROCESSORS } from "./hosts.ts";

const MIB = 1024 * 1024;

async function mcpCommand(argv: readonly string[], variables: Record<string, string> = {}) {
  return toMcpCommand(await givenTo("mcp", argv), makeHost({ variables }));
}

Deno.test("mcp without options has the defaults that its help states, and its page", async () => {
  assert.deepEqual(await mcpCommand([]), {
    http: null,
    compat: null,
    functionsFile: null,
    limits: { timeoutMs: 30_000, cpuMs: null, maxHeapBytes: 256 * MIB, maxOutputBytes: 10 * MIB },
    walls: "auto",
    maxFilesBytes: 8 * MIB,
    packages: null,
    workers: PROCESSORS,
    spares: PROCESSORS,
    maxSessions: 32,
    sessionIdleMs: 15 * 60_000,
    quiet: false,
    verbose: false,
  });
});

Deno.test("each option of mcp is what was given, and a variable what no option says", async () => {
  const expected = {
    http: { hostname: "0.0.0.0", port: 8000, tokenFile: "t" },
    compat: null,
    functionsFile: "f.json",
    limits: { timeoutMs: 1000, cpuMs: 2000, maxHeapBytes: 64 * MIB, maxOutputBytes: MIB },
    walls: "off",
    maxFilesBytes: 2 * MIB,
    workers: 3,
    spares: 1,
    maxSessions: 4,
    sessionIdleMs: 5000,
    quiet: true,
    verbose: true,
  };
  const words = {
    ...{ http: "0.0.0.0:8000", "token-file": "t", functions: "f.json", timeout: "1s", cpu: "2s" },
    ...{ "max-heap": "64", "max-output": "1", "max-files": "2M", packages: "e", walls: "off" },
    ...{ workers: "3", spares: "1", "max-sessions": "4", "session-idle": "5s" },
  };
  const argv = Object.entries(words).flatMap(([name, value]) => [`--${name}`, value]);
  const variables = Object.fromEntries(
    Object.entries({ ...words, quiet: "1", verbose: "1" }).map(([name, value]) => [
      `PYSANDBOX_${name.toUpperCase().replaceAll("-", "_")}`,
      value,
    ]),
  );
  for (const given of [await mcpCommand([...argv, "-qv"]), await mcpCommand([], variables)]) {
    const { packages, ...rest } = given;
    assert.deepEqual([packages?.value, rest], ["e", expected]);
  }
  assert.equal((await mcpCommand(["--session-idle", "0"])).sessionIdleMs, null);
});

Deno.test("the other server's tool answers in XML where nothing else is said", async () => {
  const compat = ["--compat", "mcp-run-python"];
  assert.equal((await mcpCommand(compat)).compat, "xml");
  assert.equal((await mcpCommand([...compat, "--return-mode", "json"])).compat, "json");
});

Deno.test("the page about mcp names every option", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/mcp.md", import.meta.url));
  const [, table] = /\n(\| option [^]*?)\n\n/.exec(page)!;
  const names = Object.values(MCP_OPTIONS).map(({ flags }) => /--[\w-]+/.exec(flags)![0]);
  assert.deepEqual(names.filter((name) => !table!.includes(name)), []);
});

for (
  const [argv, message] of [
    [
      ["--max-output", "33"],
      "--max-output: expected at most 32MiB with mcp, whose answers are one text; got 33MiB",
    ],
    [
      ["--max-files", "65M"],
      "--max-files: expected at most 64MiB with mcp, whose answers are one text; got 65MiB",
    ],
    [["--compat", "other"], "--compat: expected mcp-run-python; got 'other'"],
    [["--return-mode", "xml"], "--return-mode: expected --compat with it"],
    [
      ["--compat", "mcp-run-python", "--functions", "f"],
      "--functions: expected no --compat with it",
    ],
    [
      ["--http", "127.0.0.1:65536"],
      "--http: expected HOST:PORT, such as 127.0.0.1:8000; got '127.0.0.1:65536'",
    ],
    [
      ["--http", "localhost.evil:1"],
      "--http: expected a host of this machine alone, such as 127.0.0.1, or --token-file FILE; got 'localhost.evil:1'",
    ],
  ] as const
) {
  Deno.test(`mcp ${argv.join(" ")} is refused, and named as it was given`, async () => {
    await assertThrown(() => mcpCommand(argv), message);
  });
}
