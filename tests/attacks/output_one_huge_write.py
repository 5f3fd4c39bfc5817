# expect: status=output exit=153
# args: --max-output 1MiB
# says: xxxxxxxx
# tries: one write of 200 MB
# without: more output than the limit
# source: own
import os

os.write(1, b"x" * 200_000_000)
