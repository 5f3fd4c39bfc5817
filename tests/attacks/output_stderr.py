# expect: status=output exit=153
# args: --max-output 1MiB
# stdout: ""
# tries: floods standard error
# without: more output than the limit
# source: own
import sys

while True:
    sys.stderr.write("x" * 4096)
