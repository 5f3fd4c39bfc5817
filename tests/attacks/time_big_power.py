# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: one huge power of an integer, a single bytecode
print("before")
10**10**9
