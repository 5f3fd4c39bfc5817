/** The first word of a command line that makes the executable a linker of side modules. Not for users. */
export const LINK_WORD = "--link";
