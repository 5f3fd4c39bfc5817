"""Streams that a program puts in the place of its own, and what is left of them at its end."""

import atexit
import io
import os
import sys
import weakref


class Buffered:
    """Has no more than it needs, and writes when it is asked to."""

    def __init__(self, descriptor, text=""):
        self.descriptor, self.text = descriptor, text

    def write(self, text):
        self.text += text

    def flush(self):
        # Needs names of this module.
        os.write(self.descriptor, self.text.encode())
        self.text = ""


class Node:
    def __init__(self, name):
        self.name, self.itself = name, self

    def __del__(self):
        print("gone:", self.name, LAST, os.name)


class Named:
    def __del__(self):
        print("named:", LAST, file=sys.__stdout__)


def last_words():
    print("atexit", type(sys.stdout).__name__, type(sys.__stdout__).__name__)


print("a real line", flush=True)
atexit.register(last_words)
atexit.register(os.write, 1, b"atexit, the other one first\n")
node, named = Node("node"), Named()
weakref.finalize(node, os.write, 1, b"finalize comes with atexit\n")
LAST = "names are still there"
sys.stdout = Buffered(1, "written before ")
sys.stderr = Buffered(2)
print("and after")
print("to stderr", file=sys.stderr)
wrapper = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
wrapper.write("flushed by its own end\n")
del sys.modules["__main__"]
