# expect: status=output exit=153
# args: --max-output 1MiB
# tries: one write of 200 MB
import os

os.write(1, b"x" * 200_000_000)
