/** What the main module of a split exports for its lazy modules, told from all else by its name. */

/** How such a name begins. */
export const SHARED_PREFIX = "shared.";
