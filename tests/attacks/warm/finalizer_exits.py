# refused: the sandbox did not give its memory
# tries: ends the interpreter from a finalizer, when its program has ended and its memory is about to be taken
# without: a memory that was left in the middle of something as the image
# source: own
import os

import pure


class Last:
    def __del__(self):
        os._exit(0)


last = Last()
