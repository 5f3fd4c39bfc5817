/** Types into an interactive shell on a terminal of its own, as a person would, and presses Tab. `script(1)` makes the terminal. */
import assert from "node:assert/strict";

/** What a Tab did to the line that was being typed. */
export interface Completed {
  /** The line afterwards. */
  readonly line: string;
  /** What was offered below it, where there was a choice. */
  readonly offered: readonly string[];
}

/** How long a shell may take for all its lines: then it is stuck, and what it shows is in the failure. */
const PATIENCE_MS = 120_000;

const PROMPT = "ready% ";

/** Ctrl-T shows the line and empties it: the next one can be typed. */
const SHOW = "\x14";
const SHOWN = /\[line:(.*?)\]/;

interface Setup {
  readonly words: readonly string[];
  /** The file that the shell reads when it starts, and what makes it predictable. */
  readonly file: string;
  readonly settings: string;
}

const SETUPS: Record<"bash" | "zsh", Setup> = {
  bash: {
    words: ["bash", "--noprofile", "--rcfile", "$HOME/bashrc", "-i"],
    file: "bashrc",
    settings: `source "$HOME/script"
      show() { printf '[line:%s]\\n' "$READLINE_LINE"; READLINE_LINE=; }
      bind -x '"\\C-t": show'
      bind 'set show-all-if-ambiguous on'
      bind 'set completion-query-items 0'
      bind 'set page-completions off'
      bind 'set enable-bracketed-paste off'
      PS1='${PROMPT}'`,
  },
  zsh: {
    words: ["zsh", "-d", "-i"],
    file: ".zshrc",
    settings: `autoload -Uz compinit && compinit -D -u
      source "$HOME/script"
      show() { zle -I; print -r -- "[line:$BUFFER]"; BUFFER= }
      zle -N show
      bindkey '^T' show
      unsetopt ALWAYS_LAST_PROMPT PROMPT_CR PROMPT_SP
      LISTMAX=1000
      PS1='${PROMPT.replace("%", "%%")}'`,
  },
};

/**
 * Types each of `lines` and presses Tab.
 *
 * @param script the completion script, which the shell has loaded.
 * @param folder where the shell is.
 */
export async function pressTab(
  shell: "bash" | "zsh",
  script: string,
  folder: string,
  lines: readonly string[],
): Promise<Completed[]> {
  const home = await Deno.makeTempDir();
  const { words, file, settings } = SETUPS[shell];
  try {
    await Deno.writeTextFile(`${home}/script`, script);
    await Deno.writeTextFile(`${home}/${file}`, settings.replaceAll(/^ +/gm, "") + "\n");
    await using terminal = openTerminal(words.join(" "), home, folder);
    await terminal.read((screen) => screen.includes(PROMPT) ? screen : null);
    const completed: Completed[] = [];
    for (const line of lines) {
      await terminal.type(`${line}\t${SHOW}`);
      const screen = await terminal.read((screen) => SHOWN.test(screen) ? screen : null);
      completed.push({ line: SHOWN.exec(screen)![1]!, offered: offeredOn(screen) });
    }
    return completed;
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** The words on a screen that are not part of the line itself, without their descriptions. */
function offeredOn(screen: string): string[] {
  return screen.split("\n")
    .filter((line) => !/^(ready% )?pysandbox( |$)/.test(line) && !SHOWN.test(line))
    .flatMap((line) => line.replace(/ {2}-- .*| -- .*/, "").split(/ {2,}/))
    .map((word) => word.trim()).filter((word) => word !== "" && word !== PROMPT.trim()).sort();
}

function openTerminal(command: string, home: string, folder: string) {
  const child = new Deno.Command("script", {
    args: ["--quiet", "--command", `stty cols 200 rows 200; exec ${command}`, "/dev/null"],
    cwd: folder,
    clearEnv: true,
    env: {
      ...{ HOME: home, ZDOTDIR: home, TERM: "xterm", LANG: "C.UTF-8" },
      PATH: Deno.env.get("PATH") ?? "",
    },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const deadline = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  return {
    type: (keys: string) => writer.write(new TextEncoder().encode(keys)),
    /** Waits until `find` finds something on the screen below what was read before. */
    read: async (find: (screen: string) => string | null): Promise<string> => {
      for (;;) {
        // deno-lint-ignore no-control-regex
        const found = find(unread.replaceAll(/\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|.\x08|\r|\x07/g, ""));
        if (found !== null) {
          unread = "";
          return found;
        }
        const { value, done } = await reader.read();
        assert.ok(!done, `the shell ended: ${unread}`);
        unread += value;
      }
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(deadline);
      child.kill("SIGKILL");
      await reader.cancel();
      await writer.abort();
      await child.status;
    },
  };
}
