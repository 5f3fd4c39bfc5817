/** The example of an agent over the Model Context Protocol, run as its reader would, and what the model in it gets to read. */
import assert from "node:assert/strict";
import { ensureSdk } from "../../src/host/assets.ts";
import { pathOf, sandboxCommand } from "./python.ts";

// The first start says that it is made.
await ensureSdk(() => {});

const TRANSCRIPT = `tools: run_python

model: import csv
rows = list(csv.DictReader(open('sales.csv')))
len(rows)
tool:
result:
3

model: total = sum(int(row['unit']) for row in rows)
tool:  (an error)
stderr:
Traceback (most recent call last):
  File "<input-2>", line 1, in <module>
    total = sum(int(row['unit']) for row in rows)
  File "<input-2>", line 1, in <genexpr>
    total = sum(int(row['unit']) for row in rows)
                    ~~~^^^^^^^^
KeyError: 'unit'
error: KeyError: 'unit'

model: total = sum(int(row['units']) for row in rows)
print('units in all:', total)
tool:
stdout:
units in all: 60

model: print(f'{total} units in {len(rows)} months.', file=open('report.md', 'w'))
tool:
file: report.md (text/markdown, 22 bytes)
pysandbox://files/report.md: 60 units in 3 months.


model: import time; time.sleep(60)
tool:  (an error)
timeout: timed out after 500ms (--timeout)
note: session 'SESSION' has ended; its state is gone

model: 'rows' in globals()
tool:
result:
False
note: the earlier state of session 'SESSION' was gone; this call began anew

`;

/** On a busy machine the sleep may be killed before it can say where it was. */
const WHERE_IT_WAS =
  /stderr:\nTraceback \(most recent call last\):\n(?: .*\n)*(?:KeyboardInterrupt\n)?(?=timeout:)/;

Deno.test("the example of an agent over the Model Context Protocol answers its model", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--allow-run", "--allow-env", "--allow-read"],
      pathOf("examples/agent_over_mcp.ts"),
    ],
    env: { PYSANDBOX_COMMAND: JSON.stringify(sandboxCommand()) },
  }).output();
  const decoder = new TextDecoder();
  const transcript = decoder.decode(stdout).replace(WHERE_IT_WAS, "")
    .replaceAll(/session '[0-9a-f-]{36}'/g, "session 'SESSION'");
  assert.deepEqual([code, decoder.decode(stderr), transcript], [0, "", TRANSCRIPT]);
});
