/** Hello world in Deno itself. */
Deno.stdout.writeSync(new TextEncoder().encode("hello, world\n"));
