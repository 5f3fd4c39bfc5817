"""The Python half of the jail. Part of the memory image; hostile once a program runs.

`main` is all that the JavaScript half knows: one request as bytes in, one answer as bytes out.
"""

import gc
import json

from . import finish, freeze, inputs, packages, program, restore, traces, warm

# `json.loads` would take the regular-expression engine along, which a short program does without.
_scan = json.JSONDecoder().scan_once


# What programs that follow each other share; None before the first.
_space: program.Space | None = None

# The last request.
_request: dict = {}


def main(request: bytes) -> bytes:
    """Answers a request: the only one of this interpreter, or one of several whose programs share their names.

    A request is a JSON object, or nothing where it says the same as the one before it, a newline, and the bytes of the
    source. The object is described and checked in `src/wire/jail_request.ts`. The answer is the JSON of an `Answer` in
    `src/wire/jail_answer.ts`, where the host checks it. Values that come with a request are a message of their own before
    it, and so is that there are packages; these are answered with nothing.
    """
    global _request
    if request.startswith(inputs.PREFIX):
        inputs.keep(request)
        return b""
    if request == packages.MESSAGE:
        packages.install()
        return b""
    header, _, source = request.partition(b"\n")
    if header:
        _request, _ = _scan(header.decode(), 0)
    message = _request
    del request, header
    if message["kind"] == "warm-up":
        return traces.encode(warm.warm_up(message["step"]))
    if message["kind"] == "freeze":
        return _freeze(message["step"])
    try:
        return _answer(message, source)
    except KeyboardInterrupt:
        if not message["setting"]["keep"]:
            raise
        # It came behind the program's last line.
        return traces.encode(program.answer(1))


def _answer(request: dict, source: bytes) -> bytes:
    global _space
    if _space is None:
        restore.prepare_first(request)
        _space = program.Space()
    else:
        restore.prepare_next(request["setting"])
    answer = program.run(request, source, _space)
    del source
    if request["setting"]["keep"]:
        finish.flush_between()
    else:
        _space.close()
        status = finish.finish(_space.main, _space.let_go)
        if status is not None:
            answer["exitCode"] = status
    return traces.encode(answer)


def _freeze(step: str) -> bytes:
    """Before and after the program whose interpreter becomes an image."""
    global _space, _request
    if step == "begin":
        freeze.begin()
        return b""
    space, _space, _request = _space, None, {}
    answer = traces.encode(freeze.end(space))
    del space
    gc.collect()
    # As in the image that this one was made of.
    gc.freeze()
    return answer
