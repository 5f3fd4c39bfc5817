# expect: status=error exit=1
# stdout: "before\n"
# tries: source nested so deeply that a naive compiler overflows
# without: a fatal error of the engine, or the process gone
# source: own
print("before", flush=True)
compile("(" * 100_000 + ")" * 100_000, "deep", "exec")
