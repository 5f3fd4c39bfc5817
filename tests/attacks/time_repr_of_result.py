# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: a result whose repr never ends: the report asks for it
class Endless:
    def __repr__(self) -> str:
        while True:
            pass


print("before")
Endless()
