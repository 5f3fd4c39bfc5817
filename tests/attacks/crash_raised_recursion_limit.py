# expect: status=memory exit=137
# args: --timeout 30s --max-heap 64
# stdout: "before\n"
# slow: it takes seconds to fill its memory with frames; memory_deep_recursion.py is its like
# tries: endless recursion with the limit raised out of the way
# without: a run that ends as a success, or not at all
# source: own
import sys

sys.setrecursionlimit(2**31 - 1)


def down(depth):
    return [down(depth + 1)]


print("before", flush=True)
down(0)
