# expect: status=output exit=153
# asks: display
# args: --max-output 1MiB
# answers: "display":[{"text/plain":"'xxxxxxxx
# tries: shows without end, and ignores that it is refused
# without: more than the limit of output in the memory of the host
# source: own
while True:
    try:
        while True:
            display("x" * 10_000)
    except BaseException:
        pass
