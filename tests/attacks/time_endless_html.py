# expect: status=timeout exit=124
# args: --timeout 1s
# asks: display
# tries: a representation that never ends, and swallows the interrupt
# without: a host that waits for it
# source: own
class Endless:
    def _repr_html_(self):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass


Endless()
