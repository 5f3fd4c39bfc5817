# expect: status=ok exit=0|status=memory exit=137|status=timeout exit=124
# args: --max-heap 64 --timeout 20s
# stdout: "before\n"
# tries: a result that is a list of no end, for whoever makes JSON of it
# without: a host that reads on and on
# source: own
class Endless(list):
    def __iter__(self):
        while True:
            yield 1


print("before")
Endless([1])
