# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: an endless loop that catches every exception, the interrupt's included
# without: a run that outlives its limit
# source: own
print("before")
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
