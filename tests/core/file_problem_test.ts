import assert from "node:assert/strict";
import { fileProblem } from "../../src/core/file_problem.ts";

Deno.test("the system's reason is left of what Deno says", () => {
  const said = "No such file or directory (os error 2): open '/nowhere/report.json'";
  assert.equal(fileProblem(new Deno.errors.NotFound(said)), "no such file or directory");
  const full = new Error("No space left on device (os error 28)");
  assert.equal(fileProblem(full), "no space left on device");
  assert.equal(fileProblem(new Error("odd")), "odd");
  assert.equal(fileProblem("odd"), "odd");
});

Deno.test("no permission of Deno's is spoken of", () => {
  const said = 'Requires all access to "/dev/full", run again with the --allow-all flag';
  assert.equal(
    fileProblem(new Deno.errors.NotCapable(said)),
    "it is a device, or a file of the kernel's",
  );
});
