/** Runs attacks with the real command, each in a process and a folder of its own. */
import { type Attack, ATTACKS_FOLDER } from "../../tests/attacks/read_attack.ts";
import { pysandbox } from "../../tests/e2e/command.ts";
import { type Ended, faultsOf, SECRET, SECRET_VARIABLE } from "./ended.ts";

/** Runs `attack` in a new folder below `folder`; returns how it ended and what was wrong. */
export async function runByCommand(
  attack: Attack,
  folder: string,
): Promise<{ status: string; faults: string[] }> {
  const cwd = await Deno.makeTempDir({ dir: folder });
  const script = `${attack.name}.py`;
  await Deno.copyFile(new URL(script, ATTACKS_FOLDER), `${cwd}/${script}`);
  await Deno.writeTextFile(`${cwd}/host-secret.txt`, SECRET);
  const { code, stdout, stderr, milliseconds } = await pysandbox(
    ["run", "--json", ...attack.args, script],
    { cwd, env: { [SECRET_VARIABLE]: SECRET } },
  );
  const report = parseReport(stdout);
  if (report === null) {
    return {
      status: "none",
      faults: [`no report, status ${code}: ${stdout.slice(0, 300)}${stderr}`],
    };
  }
  const faults = faultsOf(attack, { ...report, milliseconds }, [cwd, Deno.execPath()]);
  if (code !== report.exitCode) faults.push(`exited with ${code}, reported ${report.exitCode}`);
  const expected = report.reason === null ? "" : `pysandbox: ${report.reason}\n`;
  if (stderr !== expected) faults.push(`said ${JSON.stringify(stderr.slice(0, 300))}`);
  const left = [...Deno.readDirSync(cwd)].map(({ name }) => name).sort();
  if (String(left) !== String(["host-secret.txt", script].sort())) {
    faults.push(`left files in its working directory: ${left}`);
  }
  await Deno.remove(cwd, { recursive: true });
  return { status: report.status, faults };
}

function parseReport(stdout: string): Omit<Ended, "milliseconds"> | null {
  try {
    return JSON.parse(stdout) as Ended;
  } catch {
    return null;
  }
}
