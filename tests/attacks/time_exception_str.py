# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: an exception whose text never ends: the traceback printer calls it
# without: a run that outlives its limit
# source: own
class Endless(Exception):
    def __str__(self) -> str:
        while True:
            pass


print("before")
raise Endless
