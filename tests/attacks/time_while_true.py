# by: run
# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# says: KeyboardInterrupt
# says: File "time_while_true.py"
# tries: a loop that never ends
# without: a run that outlives its limit
# source: https://github.com/stanfordnlp/dspy/pull/9035 (dspy: loops without end)
print("before")
while True:
    pass
