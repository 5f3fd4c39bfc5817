# expect: status=output exit=153
# args: --max-output 1MiB
# tries: ignores that its output is refused
while True:
    try:
        while True:
            print("x" * 65536)
    except BaseException:
        pass
