#!/usr/bin/env node
/**
 * The command `pysandbox` of the npm package: starts the executable with the same streams, passes signals on, and ends as it has
 * ended.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import process from "node:process";
import { executablePath } from "./executable.ts";

/** Those that ask a process to end. */
const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** The exit code of pysandbox where pysandbox itself fails. */
const FAILED = 125;

/**
 * Whether Ctrl-C is heard by all processes of this one's group, and so by the executable as well: passed on, it would be a second
 * one, after which a program has no time to end.
 */
function sharesTerminal(): boolean {
  if (process.platform === "win32") return true;
  try {
    if (process.platform === "linux") {
      const [, , group, , , foreground] = readFileSync("/proc/self/stat", "utf8")
        .replace(/^.*\) /s, "").split(" ");
      return group === foreground;
    }
    // Opens where there is a terminal for this process, whatever its streams are.
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

function fail(message: string): void {
  process.stderr.write(`pysandbox: ${message}\n`);
  process.exitCode = FAILED;
}

function launch(executable: string): void {
  const child = spawn(executable, process.argv.slice(2), { stdio: "inherit" });
  const listeners = PASSED_ON.map((signal) => {
    const listener = () => {
      if (signal !== "SIGINT" || !sharesTerminal()) child.kill(signal);
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  child.on("error", ({ message }) => fail(`cannot start '${executable}': ${message}`));
  child.on("exit", (code, signal) => {
    if (code !== null) {
      process.exitCode = code;
      return;
    }
    // Whoever waits for this process is to see the same signal.
    for (const [name, listener] of listeners) process.off(name, listener);
    process.kill(process.pid, signal!);
  });
}

try {
  launch(executablePath());
} catch (error) {
  fail((error as Error).message);
}
