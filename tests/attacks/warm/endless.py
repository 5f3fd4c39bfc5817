# refused: it took longer than 1m
# slow: it lasts until its time is up
# tries: never ends, and swallows interrupts
# without: a command that never ends
# source: own
import pure

while True:
    try:
        while True:
            pass
    except BaseException:
        pass
