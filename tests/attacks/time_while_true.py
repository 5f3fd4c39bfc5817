# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# says: KeyboardInterrupt
# says: File "time_while_true.py"
# tries: a loop that never ends
print("before")
while True:
    pass
