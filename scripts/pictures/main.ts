/** Draws `docs/run.svg` and `docs/repl.svg`, the README's pictures, from real runs: they show what the command printed. */
import { drawSession } from "./repl.ts";

const COMMANDS: readonly (readonly string[])[] = [
  ["run", "examples/agent_tool.py", "--timeout", "5s", "--max-heap", "64"],
  ["run", "-t", "1s", "-c", "while True: pass"],
  ["run", "-H", "64", "-c", "x = bytearray(10**9)"],
  ["run", "-c", "print(open('/etc/passwd').read())"],
];

const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 20;
const MARGIN = 20;
const root = new URL("../../", import.meta.url);

interface Line {
  readonly text: string;
  readonly kind: "prompt" | "stdout" | "stderr" | "own";
}

const lines: Line[] = [];
for (const args of COMMANDS) lines.push(...await record(args));
const width = Math.max(...lines.map(({ text }) => text.length)) * CHARACTER_WIDTH + 2 * MARGIN;
const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
await Deno.writeTextFile(new URL("docs/run.svg", root), draw());
const prompt = ["task", "--quiet", "start", "repl", "--timeout", "2s", "--max-heap", "64"];
const session = await drawSession([Deno.execPath(), ...prompt], root);
await Deno.writeTextFile(new URL("docs/repl.svg", root), session);

async function record(args: readonly string[]): Promise<Line[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start", ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const shown = args.map((arg) => /^[\w./-]+$/.test(arg) ? arg : `"${arg}"`).join(" ");
  const split = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split("\n").slice(0, -1);
  return [
    { text: `$ pysandbox ${shown}`, kind: "prompt" },
    ...split(stdout).map((text): Line => ({ text, kind: "stdout" })),
    ...split(stderr).map((text): Line => ({
      text,
      kind: text.startsWith("pysandbox:") ? "own" : "stderr",
    })),
    { text: `$ echo $?`, kind: "prompt" },
    { text: String(code), kind: "stdout" },
  ];
}

function draw(): string {
  const escape = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const rows = lines.map(({ text, kind }, row) => {
    const y = MARGIN + (row + 0.75) * LINE_HEIGHT;
    return `<text class="${kind}" x="${MARGIN}" y="${y}" xml:space="preserve">${
      escape(text)
    }</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-size="14"
  font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace">
<style>
.prompt { fill: #7ee787; font-weight: bold } .stdout { fill: #e6edf3 }
.stderr { fill: #ffa198 } .own { fill: #79c0ff }
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join("\n")}
</svg>
`;
}
