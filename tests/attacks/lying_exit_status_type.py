# expect: status=error exit=3
# stdout: ""
# tries: an exit status of a class that answers arithmetic with text
import sys


class Status(int):
    def __and__(self, other: int):
        return "FORGED"


sys.exit(Status(3))
