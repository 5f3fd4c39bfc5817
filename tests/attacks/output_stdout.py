# expect: status=output exit=153
# args: --max-output 1MiB
# tries: floods standard output
while True:
    print("x" * 4096)
