import { assertRefused, type HostParts } from "./hosts.ts";

const DURATION = "expected a duration such as 500ms, 5s or 2m";
const SIZE = "expected a size such as 64, 64MiB or 1G";
const SEED = "expected a whole number from 0 to 18446744073709551615";
const WALLS = "expected require, auto, off";

/** An option, its environment variable, a wrong value, and the message after the source. */
const VALUES: [option: string, variable: string, value: string, message: string][] = [
  ["--timeout", "PYSANDBOX_TIMEOUT", "soon", `${DURATION}, from 1ms to 8760h, or 0 for off`],
  ["--timeout", "PYSANDBOX_TIMEOUT", "-5", `${DURATION}, from 1ms to 8760h, or 0 for off`],
  ["--timeout", "PYSANDBOX_TIMEOUT", "8761h", `${DURATION}, from 1ms to 8760h, or 0 for off`],
  ["--cpu", "PYSANDBOX_CPU", "5ms", `${DURATION}, from 10ms to 8760h, or 0 for off`],
  ["--max-heap", "PYSANDBOX_MAX_HEAP", "1", `${SIZE}, from 40MiB to 4GiB`],
  ["--max-heap", "PYSANDBOX_MAX_HEAP", "0", `${SIZE}, from 40MiB to 4GiB`],
  ["--max-heap", "PYSANDBOX_MAX_HEAP", "5G", `${SIZE}, from 40MiB to 4GiB`],
  ["--max-output", "PYSANDBOX_MAX_OUTPUT", "0", `${SIZE}, from 1B to 1024GiB`],
  ["--max-files", "PYSANDBOX_MAX_FILES", "0", `${SIZE}, from 1B to 4GiB`],
  ["--max-files", "PYSANDBOX_MAX_FILES", "5G", `${SIZE}, from 1B to 4GiB`],
  ["--max-files", "PYSANDBOX_MAX_FILES", "many", `${SIZE}, from 1B to 4GiB`],
  ["--seed", "PYSANDBOX_SEED", "-1", SEED],
  ["--seed", "PYSANDBOX_SEED", "1.5", SEED],
  ["--seed", "PYSANDBOX_SEED", "0x10", SEED],
  ["--seed", "PYSANDBOX_SEED", "18446744073709551616", SEED],
  ["--walls", "PYSANDBOX_WALLS", "on", WALLS],
  ["--walls", "PYSANDBOX_WALLS", "Auto", WALLS],
];

for (const [option, variable, value, message] of VALUES) {
  Deno.test(`${option} ${value} is refused, and named as it was given`, async () => {
    const whole = `${message}; got '${value}'`;
    await assertRefused(["-c", "", option, value], {}, `${option}: ${whole}`);
    const variables = { [variable]: value };
    await assertRefused(["-c", ""], { variables }, `${variable}: ${whole}`);
  });
}

Deno.test("an empty value is refused, not taken for no value", async () => {
  await assertRefused(
    ["-c", "", "--timeout", ""],
    {},
    `--timeout: ${DURATION}, from 1ms to 8760h, or 0 for off; got ''`,
  );
  await assertRefused(["-c", "", "--seed="], {}, `--seed: ${SEED}; got ''`);
});

Deno.test("-i needs a terminal on both sides", async () => {
  const parts: HostParts[] = [{}, { terminals: { stdin: true } }, { terminals: { stdout: true } }];
  for (const part of parts) {
    await assertRefused(
      ["-i", "-c", ""],
      part,
      "-i: expected a terminal on standard input and output",
    );
  }
});

Deno.test("options that exclude each other are refused", async () => {
  await assertRefused(["-c", "1", "-m", "this"], {}, "-c and -m exclude each other");
  await assertRefused(
    ["-i", "--json", "-c", ""],
    { terminals: { stdin: true, stdout: true } },
    "-i and --json exclude each other",
  );
  await assertRefused(
    ["-i", "--out", "made", "-c", ""],
    { terminals: { stdin: true, stdout: true } },
    "-i and --out exclude each other",
  );
  await assertRefused(
    ["-i", "--report", "r.json", "-c", ""],
    { terminals: { stdin: true, stdout: true } },
    "-i and --report exclude each other",
  );
});

Deno.test("no program on a terminal is refused with what there could be", async () => {
  await assertRefused(
    [],
    { terminals: { stdin: true } },
    "no program: expected a script, -c CODE, -m MODULE, or a program on standard input",
  );
});

Deno.test("a report cannot hold more output than one text of the engine", async () => {
  const message = "--max-output: expected at most 64MiB with --json or --report, " +
    "which hold the output in one text; got 65MiB";
  await assertRefused(["-c", "", "--json", "--max-output", "65M"], {}, message);
  await assertRefused(["-c", "", "--report", "r.json", "--max-output", "65M"], {}, message);
  const variables = { PYSANDBOX_MAX_OUTPUT: "65M" };
  await assertRefused(
    ["-c", "", "--json"],
    { variables },
    message.replace("--max-output", "PYSANDBOX_MAX_OUTPUT"),
  );
});
