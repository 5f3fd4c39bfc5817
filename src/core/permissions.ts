/** All of Deno's permissions, by their names: what a process gives up that is to have none. */
export const PERMISSIONS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;
