# expect: status=error exit=3
# stdout: ""
# tries: an exit status of a class that answers arithmetic with text
# without: a success, or an end of the wrong type
# source: own
import sys


class Status(int):
    def __and__(self, other: int):
        return "FORGED"


sys.exit(Status(3))
