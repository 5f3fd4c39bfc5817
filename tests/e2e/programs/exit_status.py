"""Leaves by sys.exit with a text, through finally blocks and atexit handlers."""

import atexit
import sys

atexit.register(lambda: print("handler one"))
atexit.register(lambda: print("handler two"))
try:
    sys.exit("the reason")
finally:
    print("finally")
