# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: a finalizer that never ends, at the end of the program
# without: a run that outlives its limit
# source: own
class Heavy:
    def __del__(self) -> None:
        while True:
            pass


heavy = Heavy()
print("before")
