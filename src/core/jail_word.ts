/** The word that makes the executable a jail. Whoever types it gets a jail that waits for a host. */
export const JAIL_WORD = "--jail";
