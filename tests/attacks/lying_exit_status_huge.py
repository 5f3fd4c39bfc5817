# expect: status=error exit=255
# stdout: ""
# tries: an exit status that no C integer holds: an error, as in CPython, and no success
# without: a success
# source: own
import sys

sys.exit(10**400)
