# expect: status=error exit=1
# stdout: "before\n"
# says: RecursionError: maximum recursion depth exceeded
# tries: endless recursion, at the limit that CPython has by itself
# without: more memory than the cap
# source: own
def down() -> None:
    down()


print("before")
down()
