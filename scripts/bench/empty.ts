/** The least that Deno can do: measures what a process costs. */
export {};
