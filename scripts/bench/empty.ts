/** The least that Deno can be asked to do: what a process costs. */
export {};
