# expect: status=error exit=1
# args: --max-output 64MiB
# stdout: "before\n"
# tries: an exception text of 30 MB that fits: it is cut in the report and does not hurt the host
# without: more memory than the cap
# source: own
print("before")
raise ValueError("x" * 30_000_000)
