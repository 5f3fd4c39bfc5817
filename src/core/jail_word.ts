/** The first word of a command line that makes the executable a jail; its configuration follows. Not for users. */
export const JAIL_WORD = "--jail";
