/**
 * Loads several test files, the arguments, as one: `deno test` has an engine for each file that it is given, whose start takes more
 * processor time than most files' tests do. What a file's tests print names their file only where they fail.
 */
for (const file of Deno.args) await import(new URL(file, `file://${Deno.cwd()}/`).href);
