import assert from "node:assert/strict";
import { packagesLine } from "../../../src/protocols/mcp/packages_line.ts";

Deno.test("a model is told all packages where there are few, and how many more where there are many", () => {
  assert.deepEqual(packagesLine([]), []);
  const numpy = { name: "numpy", version: "2.4.3" };
  assert.deepEqual(packagesLine([numpy]), ["Packages that it can import: numpy 2.4.3."]);
  const many = Array.from({ length: 400 }, () => numpy);
  const [line] = packagesLine(many);
  const shown = line!.match(/numpy/g)!.length;
  assert.ok(line!.length < 2100);
  assert.ok(line!.endsWith(`numpy 2.4.3, and ${400 - shown} more.`), line);
});
