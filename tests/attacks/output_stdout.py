# by: run
# expect: status=output exit=153
# args: --max-output 1MiB
# says: xxxxxxxx
# tries: floods standard output
# without: more output than the limit
# source: own
while True:
    print("x" * 4096)
