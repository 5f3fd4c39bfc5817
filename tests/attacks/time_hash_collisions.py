# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: keys that all have the same hash, in one call of C: the set compares each with each
# without: hours of processor time for a small input
# source: own
print("before", flush=True)
keys = [n * (2**31 - 1) for n in range(200_000)]
set(keys)
print("ESCAPED: it ended")
