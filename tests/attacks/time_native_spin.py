# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: spins in C, where no bytecode looks for interrupts
# without: a process that runs for ever
# source: own
import itertools

print("before")
while True:
    sum(itertools.repeat(0))
