# Python: 3.14
"""The texts of Python's help on keywords and topics."""

import contextlib
import io
import pydoc

for topic in ("if", "NONE", "FORMATTING", "lambda"):
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        help(topic)
    print(topic, shown.getvalue().splitlines()[:2])
print(len(pydoc.Helper().topics) > 60)
