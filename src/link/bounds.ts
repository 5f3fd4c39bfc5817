/** The most that side modules may be, have and ask for. All are far beyond what real ones do. */

/** Bytes of one module, and of all that are linked at once. */
export const MOST_MODULE_BYTES = 64 * 1024 * 1024;
export const MOST_BYTES = 256 * 1024 * 1024;

/** How many are linked at once. */
export const MOST_MODULES = 1_000;

/** Bytes of memory for the data of one module, and of all. */
export const MOST_MEMORY_BYTES = 256 * 1024 * 1024;

/** Places in the table of functions for one module, and for all. */
export const MOST_TABLE_SLOTS = 1_000_000;

/** Functions of all modules: an engine takes a million. */
export const MOST_FUNCTIONS = 500_000;

/** Instructions of a start function, with those of the functions that it calls. */
export const MOST_START_STEPS = 100_000;

/** How often it is looked whether a module has a name, or needs a library. */
export const MOST_LOOKS = 20_000_000;

/** Names that an error lists. */
export const MOST_NAMES_SHOWN = 5;
