/** The word that makes the executable a jail. Whoever types it gets a jail that waits for a host. */
export const JAIL_WORD = "--jail";

/** The last word of a jail that is to check all that it boots from, and is a jail like others after that. */
export const VERIFY_WORD = "verify";

/** The last word of a jail that is started before there is a program: while nobody asks, it runs what will make that faster. */
export const WARM_WORD = "warm";

/** What the last word of a jail may be. */
export type LastWord = typeof VERIFY_WORD | typeof WARM_WORD;
