/** Hello world in Deno itself. With an argument, it prints the version of that Deno: in an executable, of its base. */
const text = Deno.args.length === 0 ? "hello, world" : Deno.version.deno;
Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
