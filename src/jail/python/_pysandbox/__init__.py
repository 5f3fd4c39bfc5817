"""The Python half of the jail. Part of the memory image; hostile once a program runs.

`main` is all that the JavaScript half knows: one request as bytes in, one answer as bytes out.
"""

import json

from . import finish, program, thaw, traces, warm

# `json.loads` would take the regular-expression engine along, which a short program does without.
_scan = json.JSONDecoder().scan_once


# What programs that follow each other share; None before the first.
_space: program.Space | None = None

# What the last request said of its program.
_message: dict = {}


def main(request: bytes) -> bytes:
    """Runs a program: the only one of this interpreter, or one of several that share their names.

    A request is a JSON object, or nothing where it says the same as the one before it, a newline, and the bytes of the
    source. The answer is a JSON object; see `End` in `src/wire/messages.ts`.
    """
    global _message
    header, _, source = request.partition(b"\n")
    if header:
        _message, _ = _scan(header.decode(), 0)
    message = _message
    del request, header
    if message["kind"] == "warm":
        return traces.encode(warm.warm_up(int(message["name"])))
    try:
        return _run(message, source)
    except KeyboardInterrupt:
        if not message["keep"]:
            raise
        # It came behind the program's last line.
        return traces.encode(program.ending(1))


def _run(message: dict, source: bytes) -> bytes:
    global _space
    if _space is None:
        thaw.thaw(message)
        _space = program.Space()
    else:
        thaw.thaw_again(message)
    ending = program.run(message, source, _space)
    del source
    if message["keep"]:
        finish.flush()
    else:
        _space.close()
        finish.finish()
    return traces.encode(ending)
