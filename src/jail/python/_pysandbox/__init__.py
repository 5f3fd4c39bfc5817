"""The Python half of the jail. Part of the memory image; hostile once a program runs.

`main` is all that the JavaScript half knows: one request as bytes in, one answer as bytes out.
"""

import json

from . import finish, program, thaw, traces

# `json.loads` would take the regular-expression engine along, which a short program does without.
_scan = json.JSONDecoder().scan_once


def main(request: bytes) -> bytes:
    """Runs the one program that this interpreter is for.

    A request is a JSON object, a newline, and the bytes of the source. The answer is a JSON object; see
    `End` in `src/wire/messages.ts`.
    """
    header, _, source = request.partition(b"\n")
    message, _ = _scan(header.decode(), 0)
    del request, header
    thaw.thaw(message)
    ending = program.run(message, source)
    del source
    finish.finish()
    return traces.encode(ending)
