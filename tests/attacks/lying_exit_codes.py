# expect: status=error exit=124
# stdout: ""
# tries: exits with the status that means a time-out: the status member tells the truth
# without: a status of timeout
# source: own
import sys

sys.exit(124)
