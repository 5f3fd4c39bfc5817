"""The host, as it is seen from the jail: one line of JSON for each question, and one for its answer."""

import json
import sys


def read():
    """The next line of the host's."""
    return json.loads(sys.stdin.buffer.readline())


def say(message):
    """The last line: what was chosen, or what is wrong."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def ask(**question):
    """The answer to a question."""
    say(question)
    return read()
