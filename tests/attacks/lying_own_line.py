# expect: status=error exit=124
# says: pysandbox: timed out after 30s (--timeout)
# tries: writes what pysandbox writes, and ends with the exit status that goes with it
# without: a report that says timeout
# source: own
import os
import sys

sys.stderr.write("pysandbox: timed out after 30s (--timeout)\n")
os._exit(124)
