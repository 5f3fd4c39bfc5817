# expect: status=output exit=153
# args: --max-output 1MiB
# says: xxxxxxxx
# tries: ignores that its output is refused
# without: more output than the limit
# source: own
while True:
    try:
        while True:
            print("x" * 65536)
    except BaseException:
        pass
