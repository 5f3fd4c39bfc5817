import assert from "node:assert/strict";
import { filePath } from "../../src/core/file_path.ts";

Deno.test("an address of a file becomes its path, with blanks and other characters as they are", () => {
  assert.equal(filePath(new URL("file:///tmp/a%20b/%C3%BC.py"), "linux"), "/tmp/a b/\u00fc.py");
  assert.equal(filePath(new URL("file:///C:/a%20b/x.py"), "windows"), "C:/a b/x.py");
});
