# expect: status=cpu exit=152
# args: --timeout 20s --cpu 300ms
# stdout: "before\n"
# tries: uses up its processor time long before its wall-clock time
# without: a run that outlives its limit
# source: own
print("before")
while True:
    pass
