# expect: status=ok exit=0
# stdout: "caught\nalive\n"
# tries: a recursion as deep as memory goes, caught, whose frames and traceback are then freed
# without: a fatal error of the engine, or the process gone
# source: own
import sys

sys.setrecursionlimit(10**6)


def down(depth):
    return down(depth + 1)


try:
    down(0)
except RecursionError:
    print("caught")
print("alive")
