/** Draws a session at the prompt, typed into a pseudo-terminal of tmux: the picture shows what was on its screen. */
import { type Piece, styledLines } from "./styled.ts";

const COLUMNS = 92;
const ROWS = 44;
const PATIENCE_MS = 60_000;
const GLANCE_MS = 50;

/** Keys by tmux's names, or texts after `=`; and the text with which the screen ends afterwards. */
const TYPED: readonly (readonly [keys: readonly string[], end: string])[] = [
  [
    ["=def mean(numbers):", "Enter", "=return sum(numbers) / len(numbers)", "Enter", "Enter"],
    ">>>",
  ],
  [["=mean([3, 4, 5])", "Enter"], ">>>"],
  [["=mean([])", "Enter"], ">>>"],
  [["=while True: pass", "Enter", "Enter"], ">>>"],
  [["=x = bytearray(10**9)", "Enter"], ">>>"],
  [["=%limits", "Enter"], ">>>"],
  [["=print(_, open('/etc/passwd').read())", "Enter"], ">>>"],
];

/** Runs a command with a temporary history, which is deleted even if the terminal was closed. */
const WITHOUT_HISTORY =
  `state=$(mktemp -d); trap : HUP; XDG_STATE_HOME=$state "$@"; rm -r "$state"`;

const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 20;
const MARGIN = 20;
const FOREGROUND = "#e6edf3";
const COLOURS: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
  91: "#ffa198",
};

/**
 * Runs the session and returns it as SVG.
 *
 * @param command argv that starts the prompt.
 */
export async function drawSession(command: readonly string[], cwd: URL): Promise<string> {
  const server = `pysandbox-picture-${Deno.pid}`;
  const tmux = async (...argv: readonly string[]) => {
    const args = ["-L", server, ...argv];
    const { success, stdout, stderr } = await new Deno.Command("tmux", { args, cwd }).output();
    if (!success) throw new Error(`tmux ${argv[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).trimEnd();
  };
  await tmux(
    ...["-f", "/dev/null", "new-session", "-d", "-x", `${COLUMNS}`, "-y", `${ROWS}`],
    ...["env", "-u", "NO_COLOR", "-u", "TMUX", "TERM=xterm-256color"],
    ...["sh", "-c", WITHOUT_HISTORY, "sh", ...command],
  );
  try {
    let seen = await waitFor(tmux, "", ">>>");
    for (const [keys, end] of TYPED) {
      for (const key of keys) {
        await tmux("send-keys", ...(key.startsWith("=") ? ["-l", "--", key.slice(1)] : [key]));
      }
      seen = await waitFor(tmux, seen, end);
    }
    return draw(styledLines(await tmux("capture-pane", "-p", "-e")));
  } finally {
    await tmux("kill-server");
  }
}

async function waitFor(
  tmux: (...argv: readonly string[]) => Promise<string>,
  seen: string,
  end: string,
): Promise<string> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const text = await tmux("capture-pane", "-p");
    if (text !== seen && text.endsWith(`\n${end}`)) return text;
    if (performance.now() > deadline) throw new Error(`expected '${end}' at the end of:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
  }
}

function draw(lines: readonly (readonly Piece[])[]): string {
  const width = COLUMNS * CHARACTER_WIDTH + 2 * MARGIN;
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const rows = lines.map((pieces, row) => {
    const y = MARGIN + (row + 0.75) * LINE_HEIGHT;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${pieces.map(span).join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-size="14"
  font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" fill="${FOREGROUND}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join("\n")}
</svg>
`;
}

function span({ text, colour, bold }: Piece): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const fill = colour === null ? "" : ` fill="${COLOURS[colour] ?? FOREGROUND}"`;
  const weight = bold ? ' font-weight="bold"' : "";
  return fill + weight === "" ? escaped : `<tspan${fill}${weight}>${escaped}</tspan>`;
}
