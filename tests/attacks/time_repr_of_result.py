# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: a result whose repr never ends: the report asks for it
# without: a run that outlives its limit
# source: own
class Endless:
    def __repr__(self) -> str:
        while True:
            pass


print("before")
Endless()
