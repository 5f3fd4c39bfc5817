/** Runs the command from a line of bash: for surroundings that only a shell can make. */
import { commandLine, type Finished } from "./command.ts";

/** What a line of bash starts with. */
export interface BashOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before bash, such as `unshare --net`. */
  readonly within?: readonly string[];
}

/** Runs `line`, in which `"$@"` stands for the command with `args`. Standard input is empty. */
export async function inBash(
  line: string,
  args: readonly string[] = [],
  { cwd, env, within = [] }: BashOptions = {},
): Promise<Omit<Finished, "stdoutBytes">> {
  const [path, words] = commandLine(args);
  const [program, ...rest] = [...within, "bash", "--norc", "-c", line, "bash", path, ...words];
  const began = performance.now();
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: rest,
    env: { ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
  }).output();
  const milliseconds = performance.now() - began;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), milliseconds };
}
