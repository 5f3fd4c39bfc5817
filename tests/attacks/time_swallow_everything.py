# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: an endless loop that catches every exception, the interrupt's included
print("before")
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
