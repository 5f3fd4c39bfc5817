# expect: status=ok exit=0
# stdout: "caught\ncaught\nalive\n"
# tries: C functions that call each other without end, and take nothing of the stack that CPython looks at
# without: a fatal error of the engine, or the process gone
# source: own
class Called:
    pass


Called.__call__ = Called()
for _ in range(2):
    try:
        Called()()
    except RecursionError:
        print("caught")
print("alive")
