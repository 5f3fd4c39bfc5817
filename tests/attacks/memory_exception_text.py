# expect: status=memory exit=137
# stdout: "before\n"
# tries: an exception text of 600 MB
# without: more memory than the cap
# source: own
print("before")
raise ValueError("x" * 600_000_000)
