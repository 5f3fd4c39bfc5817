# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: one huge power of an integer, a single bytecode
# without: a run that outlives its limit
# source: own
print("before")
10**10**9
