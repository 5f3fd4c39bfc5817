"""Host functions: names of a program that stand for functions of whoever started it.

A call is written to the JavaScript half's device and answered through it, see `src/jail/calls.ts`. Calls of `aio` are loose: they
wait on the event loop, any number of them, of which the host has no more at once than it may.
"""

import asyncio
import builtins
import collections
import collections.abc
import json
import math
import os
import struct
import sys
import time
import types

from . import bounds, function_help, loop, results

_open, _close, _read, _write = os.open, os.close, os.pread, os.pwrite
_monotonic = time.monotonic
_DEVICE = "/dev/calls"
_SEND, _SEND_LOOSE, _DROP, _ANY = 0, 1, 2, 1 << 32
_LONGEST_MS = 24 * 3_600_000
_CALL = struct.Struct("<IB")
_NUMBER = struct.Struct("<I")
_ANSWER = struct.Struct("<BI")
_VALUE, _ERROR = 0, 1
# What is read at once: most answers.
_READ_BYTES = 16 * 1024

_scan = json.JSONDecoder().scan_once
_max_digits, _set_max_digits = sys.get_int_max_str_digits, sys.set_int_max_str_digits
_text = json.encoder.c_encode_basestring


def _no_form(value: object) -> None:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


_chunks = json.encoder.c_make_encoder(
    None, _no_form, _text, None, ":", ",", False, False, False
)


class CallError(Exception):
    """A host function has failed, with an error whose type is none of Python's own."""

    def __init__(self, type: str, message: str) -> None:
        Exception.__init__(self, type, message)
        self.type = type
        self.message = message

    def __str__(self) -> str:
        return f"{self.type}: {self.message}"


CallError.__module__ = "host"


def _own_errors() -> dict[str, type]:
    """Python's own exceptions that can be raised with a message and mean what they say where they are raised."""
    found = {}
    for name, kind in vars(builtins).items():
        if not isinstance(kind, type) or not issubclass(kind, Exception) or name.startswith("_"):
            continue
        if issubclass(kind, (StopIteration, StopAsyncIteration)):
            continue
        try:
            kind("message")
        except TypeError:
            continue
        found[name] = kind
    return found


_own = _own_errors()


class _Calls:
    """The calls of one program."""

    def __init__(self, indexes: dict[str, int]) -> None:
        self.indexes = indexes
        self.count = 0
        self.blocking = 0
        # The future of each loose call that the host has; None where nobody wants its answer any more.
        self.loose: dict[int, asyncio.Future | None] = {}
        # Loose calls that the host has no room for yet.
        self.waiting: collections.deque = collections.deque()

    def has_room(self) -> bool:
        return self.blocking + len(self.loose) < bounds.OPEN_CALLS

    def send(self, device: int, name: str, text: bytes, how: int) -> int:
        number = self.count
        self.count += 1
        _write(device, _CALL.pack(number, self.indexes[name]) + text, how)
        return number

    def send_loose(self, name: str, text: bytes, future: asyncio.Future) -> None:
        number = _device(lambda device: self.send(device, name, text, _SEND_LOOSE))
        self.loose[number] = future
        future.add_done_callback(lambda done: self.drop(number) if done.cancelled() else None)

    def send_waiting(self) -> None:
        while self.waiting and self.has_room():
            name, text, future = self.waiting.popleft()
            if not future.done():
                self.send_loose(name, text, future)

    def drop(self, number: int) -> None:
        """Nobody waits for the answer to a call. The host goes on with it all the same, and it counts until then."""
        if self is not _program:
            return
        if _device(lambda device: _write(device, _NUMBER.pack(number), _DROP)):
            self.loose[number] = None
        else:
            self.loose.pop(number, None)  # The answer was taken in between.

    def end(self) -> None:
        """The program is over: whoever still waits, waits in vain."""
        for future in [*self.loose.values(), *(future for _, _, future in self.waiting)]:
            if future is not None and not future.get_loop().is_closed():
                future.cancel()


_program = _Calls({})


def _device(action):
    # For each use anew: a program may close what it has not opened.
    device = _open(_DEVICE, os.O_RDWR)
    try:
        return action(device)
    finally:
        _close(device)


def _current(name: str) -> _Calls:
    if name not in _program.indexes:
        raise RuntimeError(f"{name}: the host gave this function to an earlier program, and not to this one")
    return _program


def _call(name: str, args: tuple, kwargs: dict) -> object:
    text = _arguments(name, args, kwargs)
    calls = _current(name)
    while not calls.has_room():
        _collect(_LONGEST_MS)
    kind, text = _device(lambda device: _answer(calls, device, name, text))
    return _outcome(kind, text)


def _answer(calls: _Calls, device: int, name: str, text: bytes) -> tuple[int, bytes]:
    """Makes a call, and waits for the answer."""
    number = calls.send(device, name, text, _SEND)
    calls.blocking += 1
    try:
        return _taken(device, number)
    except BaseException:
        calls.drop(number)
        raise
    finally:
        calls.blocking -= 1


def _start(name: str, args: tuple, kwargs: dict) -> asyncio.Future:
    """Begins a loose call."""
    text = _arguments(name, args, kwargs)
    calls = _current(name)
    future = asyncio.get_running_loop().create_future()
    calls.waiting.append((name, text, future))
    calls.send_waiting()
    return future


class _Started(collections.abc.Coroutine):
    """What `aio` gives: a coroutine without a frame of its own, which would show in tracebacks."""

    def __init__(self, start) -> None:
        self._start = start
        self._steps = None

    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return self.send(None)

    def send(self, value):
        if self._steps is None:
            start, self._start = self._start, None
            if start is None:
                raise RuntimeError("cannot reuse already awaited coroutine")
            self._steps = start().__await__()
        return self._go_on(self._steps.send, value)

    def throw(self, *args):
        self._start = None
        if self._steps is None:
            raise args[0]
        return self._go_on(self._steps.throw, *args)

    def close(self) -> None:
        self._start = None
        if self._steps is not None:
            self._steps.close()

    def _go_on(self, step, *args):
        try:
            return step(*args)
        except BaseException:  # It has ended, with a value or an error.
            self._steps = None
            raise


def wait(timeout: float | None, is_woken) -> None:
    """A wait of an event loop, which ends when loose calls are answered as well."""
    if not _program.loose:
        loop.sleep(timeout, is_woken)
        return
    deadline = math.inf if timeout is None else _monotonic() + timeout
    while True:
        left = 0 if is_woken() else max(0, min((deadline - _monotonic()) * 1000, _LONGEST_MS))
        if _collect(math.ceil(left)) or left == 0:
            return


def _collect(milliseconds: int) -> bool:
    """Waits for answers to loose calls, and hands out those that there are. Whether there were any."""
    try:
        data = _device(lambda device: _read(device, 4 * bounds.OPEN_CALLS, _ANY + milliseconds))
    except BaseException:
        # The next wait would end at once, so that its caller can look around.
        _device(lambda device: _read(device, _NUMBER.size, _ANY))
        raise
    for (number,) in _NUMBER.iter_unpack(data):
        kind, text = _device(lambda device: _taken(device, number))
        future = _program.loose.pop(number, None)
        if future is not None and not future.done() and not future.get_loop().is_closed():
            _resolve(future, kind, text)
    _program.send_waiting()
    return bool(data)


def _resolve(future: asyncio.Future, kind: int, text: bytes) -> None:
    try:
        value = _outcome(kind, text)
    except KeyboardInterrupt:
        future.cancel()
        raise
    except BaseException as exc:
        future.set_exception(exc)
    else:
        future.set_result(value)


def _taken(device: int, number: int) -> tuple[int, bytes]:
    """The answer to a call, for which this waits."""
    data = _read(device, _READ_BYTES, number)
    kind, length = _ANSWER.unpack_from(data)
    if len(data) < _ANSWER.size + length:
        data = _read(device, _ANSWER.size + length, number)
    return kind, data[_ANSWER.size :]


def _outcome(kind: int, text: bytes) -> object:
    if kind not in (_VALUE, _ERROR):
        raise MemoryError
    digits = _max_digits()
    _set_max_digits(0)
    try:
        value, _ = _scan(text.decode(), 0)
    finally:
        _set_max_digits(digits)
    if kind == _VALUE:
        return value
    error, message = value["type"], value["message"]
    raise _own[error](message) if error in _own else CallError(error, message)


def _arguments(name: str, args: tuple, kwargs: dict) -> bytes:
    """The JSON of a call's arguments. Raises what `json.dumps` does, with the argument that is to blame."""
    positional = [_encoded(name, str(at), value) for at, value in enumerate(args, 1)]
    named = [f"{_text(key)}:{_encoded(name, repr(key), value)}" for key, value in kwargs.items()]
    joined = f'{{"args":[{",".join(positional)}],"kwargs":{{{",".join(named)}}}}}'
    try:
        text = joined.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name}() arguments: {results.HALF}") from None
    if len(text) > bounds.CALL_ARGUMENTS_BYTES:
        raise _too_large(name)
    return text


def _too_large(name: str) -> ValueError:
    most = bounds.CALL_ARGUMENTS_BYTES // 1024
    return ValueError(f"{name}() arguments: their JSON would be longer than {most} KiB")


def _encoded(name: str, place: str, value: object) -> str:
    try:
        results.check(value, bounds.CALL_ARGUMENTS_BYTES)
    except results.TooLarge:
        raise _too_large(name) from None
    except results.Omitted as exc:
        raise ValueError(f"{name}() argument {place}: {exc}") from None
    digits = _max_digits()
    _set_max_digits(0)
    try:
        return "".join(_chunks(value, 0))
    except (TypeError, ValueError) as exc:
        raise type(exc)(f"{name}() argument {place}: {exc}") from None
    finally:
        _set_max_digits(digits)


def _made(spec: dict) -> types.FunctionType:
    name = spec["name"]

    def call(*args, **kwargs):
        return _call(name, args, kwargs)

    def aio(*args, **kwargs):
        return _Started(lambda: _start(name, args, kwargs))

    signature = function_help.signature(spec["parameters"])
    doc = function_help.doc(spec["description"], spec["parameters"])
    for function, own, known in ((call, name, name), (aio, "aio", f"{name}.aio")):
        function.__name__, function.__qualname__ = own, known
        function.__module__ = "host"
        function.__signature__ = signature
        function.__doc__ = doc
    call.aio = aio
    return call


# The functions that were given last, and the JSON that they were made from.
_given = "", {}


def begin(functions: str | None, main: types.ModuleType) -> None:
    """A program begins: binds the functions that its host gives it."""
    global _program, _given
    if functions is None and not _program.indexes:
        return
    _program.end()
    if functions is None:
        _program = _Calls({})
        return
    if functions != _given[0]:
        specs, _ = _scan(functions, 0)
        _given = functions, {spec["name"]: _made(spec) for spec in specs}
    made = _given[1]
    _program = _Calls({name: index for index, name in enumerate(made)})
    vars(main).update(made)
    loop.wait = wait
    if "host" not in sys.modules:
        host = types.ModuleType("host", "What a program has of its host.")
        host.CallError = CallError
        sys.modules["host"] = host
