/** Splits a screen, as tmux captures it, into pieces of text with one style each. */

/** A piece of a line. */
export interface Piece {
  readonly text: string;
  /** The number of the foreground's SGR sequence; null for the terminal's default. */
  readonly colour: number | null;
  readonly bold: boolean;
}

// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\[([\d;]*)m/;

/** Splits captured lines. A style continues from line to line until another one replaces it. */
export function styledLines(captured: string): Piece[][] {
  let [colour, bold]: [number | null, boolean] = [null, false];
  return captured.split("\n").map((line) => {
    const pieces: Piece[] = [];
    line.split(SEQUENCE).forEach((part, index) => {
      if (index % 2 === 0) {
        if (part !== "") pieces.push({ text: part, colour, bold });
        return;
      }
      for (const number of part.split(";").map(Number)) {
        if (number === 0) [colour, bold] = [null, false];
        else if (number === 1) bold = true;
        else if (number === 39) colour = null;
        else if ((number >= 30 && number < 38) || (number >= 90 && number < 98)) colour = number;
      }
    });
    return pieces;
  });
}
