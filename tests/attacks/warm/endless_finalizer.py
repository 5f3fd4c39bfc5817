# refused: the sandbox broke its protocol and was killed: It took more than 56.87s to give its files
# slow: it lasts until its time is up
# tries: never ends when its program has ended, and its memory is about to be taken
# without: a command that never ends
# source: own
import pure


class Last:
    def __del__(self):
        while True:
            pass


last = Last()
