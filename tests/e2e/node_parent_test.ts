/** A parent that speaks Node's protocol for child processes leaves a channel open, and a variable that names it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { commandLine } from "./command.ts";

Deno.test("a program runs as always below a parent that offers a channel, and says nothing on it", async () => {
  const code = "import sys; print(sys.stdin.read()); sys.exit(3)";
  const [path, words] = commandLine(["run", "-c", code]);
  const child = spawn(path, words, { stdio: ["pipe", "pipe", "pipe", "ipc"] });
  const messages: unknown[] = [];
  child.on("message", (message) => messages.push(message));
  child.on("error", () => {});
  child.send({ cmd: "NODE_HELLO", code: "print('from the channel')" }, () => {});
  child.stdin!.end("from standard input");
  const [stdout, stderr] = [child.stdout!, child.stderr!].map(async (stream) => {
    let text = "";
    for await (const chunk of stream) text += chunk;
    return text;
  });
  const status = await new Promise((resolve) => child.on("exit", resolve));
  assert.deepEqual([status, await stdout, await stderr], [3, "from standard input\n", ""]);
  assert.deepEqual(messages, []);
});
