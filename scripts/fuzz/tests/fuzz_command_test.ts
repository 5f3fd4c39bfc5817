/** `deno task fuzz`: its output, its exit status, and that no input can prevent them. */
import { deepEqual, equal, match } from "node:assert/strict";

interface Finished {
  readonly code: number;
  readonly lines: readonly string[];
}

Deno.test("a fuzzer that finds nothing says what it tried and exits with 0", async () => {
  const { code, lines } = await fuzz("--seed", "11", "--inputs", "60");
  equal(code, 0);
  deepEqual([lines[0], lines[2], lines[4], lines.length], [
    "fuzz: wire, seed 11",
    "fuzz: supervisor, seed 11",
    "fuzz: linker, seed 11",
    6,
  ]);
  match(lines[1]!, /^fuzz: wire: nothing found; \{"inputs":60,.*\}, \d+ MiB resident$/);
  match(lines[3]!, /^fuzz: supervisor: nothing found; \{"inputs":60,.*\}, \d+ MiB resident$/);
  match(lines[5]!, /^fuzz: linker: nothing found; \{"inputs":60,.*\}, \d+ MiB resident$/);
});

Deno.test("a finding is printed with its seed, its chunks and its bytes", async () => {
  const { code, lines } = await fuzz("--seed", "1", "--part", "wire", ...boundary("off_by_one"));
  equal(code, 1);
  equal(lines[0], "fuzz: wire, seed 1");
  match(
    lines[1]!,
    /^fuzz: wire: (?:item of type \d: item \d+ is .*, expected missing|ending \w+: .*, expected \w+)$/,
  );
  match(lines[2]!, /^again: deno task fuzz --part wire --seed \d+ --inputs 1$/);
  match(lines[3]!, /^chunks: \d[\d,]*(\.\.\.)?$/);
  match(lines[4]!, /^bytes: 0[1-6][0-9a-f]+(\.\.\. of \d+ bytes)?$/);
  equal(lines.length, 5);
});

Deno.test("an input on which the boundary hangs is found", async () => {
  const { code, lines } = await fuzz("--seed", "1", "--patience", "3", ...boundary("hangs"));
  equal(code, 1);
  equal(lines[1], "fuzz: wire: hung: it did nothing more for 3 seconds");
  match(lines[2]!, /^again: deno task fuzz --part wire --seed \d+ --inputs 1$/);
});

Deno.test("an input that ends the process is found", async () => {
  const { code, lines } = await fuzz("--seed", "1", ...boundary("dies"));
  equal(code, 1);
  equal(lines[1], "fuzz: wire: died: the process ended with status 70: ");
  match(lines[4]!, /^bytes: [0-9a-f]+/);
});

Deno.test("a wrong word is refused with what was expected", async () => {
  deepEqual(await fuzz("--part", "jail"), {
    code: 2,
    lines: ["fuzz: --part: expected wire, supervisor, linker; got 'jail'"],
  });
  deepEqual(await fuzz("--seconds", "1.5"), {
    code: 2,
    lines: ["fuzz: --seconds: expected a whole number below 4294967296; got '1.5'"],
  });
});

function boundary(name: string): string[] {
  return ["--boundary", new URL(`./faulty_boundaries/${name}.ts`, import.meta.url).href];
}

async function fuzz(...argv: string[]): Promise<Finished> {
  const script = new URL("../main.ts", import.meta.url).href;
  const permissions = [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-run",
    "--allow-ffi",
  ];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, script, ...argv],
    stderr: "inherit",
  }).output();
  return { code, lines: new TextDecoder().decode(stdout).trimEnd().split("\n") };
}
