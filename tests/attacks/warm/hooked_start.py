# tries: leaves a function that runs before each later program, and attacks as a variable says
# without: endless programs, files of the host, results of other runs
# source: own
import os
import random

import pure


def attack(name):
    match name:
        case "endless":
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        case "memory":
            kept = []
            while True:
                kept.append(bytearray(2**20))
        case "flood":
            while True:
                os.write(1, b"x" * 65536)
        case "files":
            for path in "/etc/passwd", "/proc/self/environ", "/proc/1/cmdline":
                try:
                    print("ESCAPED", open(path).read())
                except OSError:
                    pass
        case "process":
            for start in (lambda: os.system("true"), lambda: os.fork(), lambda: os.execv("/bin/true", ["true"])):
                try:
                    if start() in (0, None):
                        print("ESCAPED")
                except BaseException:
                    pass
        case "exit":
            os._exit(7)


seed = random.seed


def hooked(*given):
    for name in os.environ.get("ATTACK", "none").split(","):
        attack(name)
    return seed(*given)


random.seed = hooked
