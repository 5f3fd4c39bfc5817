"""The value of a program's last expression, as JSON and as text, within bounds of size and of work."""

import json
import sys
from collections.abc import Callable, Iterator

from . import bounds

TOO_DEEP = f"it is nested deeper than {bounds.RESULT_DEPTH} levels"
HALF = "a text in it has half a character, a lone surrogate, which JSON cannot hold"


class Omitted(Exception):
    """A value has no JSON that is given; its text says why."""


class TooLarge(Omitted):
    """Its JSON would be longer than so many bytes."""

    def __init__(self, most: int) -> None:
        Omitted.__init__(self, f"its JSON would be longer than {most // 1024} KiB")


_ARRAYS = {("numpy", "ndarray"), ("numpy", "generic")}
_MODEL = ("pydantic.main", "BaseModel")


def _form(value: object) -> object:
    """What packages say that a value of theirs is in JSON: an array or number of numpy, a model of pydantic."""
    kinds = {(kind.__module__, kind.__name__) for kind in type(value).__mro__}
    if kinds & _ARRAYS:
        if value.size > bounds.RESULT_JSON_BYTES:
            raise TooLarge(bounds.RESULT_JSON_BYTES)
        form = value.tolist()
    elif _MODEL in kinds:
        form = value.model_dump(mode="json")
    else:
        raise Omitted(f"a value of type {type(value).__name__[:100]} has no JSON form")
    check(form, bounds.RESULT_JSON_BYTES)
    return form


# The C encoder itself, taken when the image is made: it asks nothing of the JSON module that a program may have changed.
_chunks = json.encoder.c_make_encoder(
    None, _form, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, False
)
_plain_chunks = json.encoder.c_make_encoder(
    None, _form, json.encoder.encode_basestring, None, ":", ",", False, False, False
)
_max_digits, _set_max_digits = sys.get_int_max_str_digits, sys.set_int_max_str_digits


def described(value: object) -> dict:
    """The claims about a value: its JSON, `null` where it has none that is given, then with the reason; and its repr, with
    a flag where that was cut."""
    claims = {"result": "null"}
    reason = None
    is_large = False
    try:
        check(value, bounds.RESULT_JSON_BYTES)
        text = encoded(value)
        if len(text) > bounds.RESULT_JSON_BYTES:
            raise TooLarge(bounds.RESULT_JSON_BYTES)
        claims["result"] = text
    except KeyboardInterrupt:
        raise
    except Omitted as exc:
        reason = str(exc)
        is_large = type(exc) is TooLarge
    except ValueError:
        reason = "a number in it is infinite or not a number, which JSON does not have"
    except TypeError:
        reason = "a name in it is no text"
    except BaseException as exc:
        reason = f"looking at it raised {type(exc).__name__[:100]}"
    if reason is not None:
        claims["resultOmitted"] = reason
    shown = _shown(value, is_large)
    claims["resultRepr"] = shown[: bounds.CLAIM_TEXT_LENGTH]
    if len(shown) > bounds.CLAIM_TEXT_LENGTH:
        claims["resultReprTruncated"] = True
    return claims


def encoded(value: object) -> str:
    """The JSON of a value, whole numbers exactly, all of it in ASCII."""
    return _joined(_chunks, value)


def plain(value: object) -> str:
    """The same, with characters beyond ASCII as they are."""
    return _joined(_plain_chunks, value)


def _joined(chunks: Callable, value: object) -> str:
    digits = _max_digits()
    _set_max_digits(0)
    try:
        return "".join(chunks(value, 0))
    finally:
        _set_max_digits(digits)


_COUNTED = (list, tuple, dict, set, frozenset)


def check(value: object, most: int) -> None:
    """Looks at no more of a value than its JSON of at most so many characters may have room for."""
    left = most
    level = [value]
    for _ in range(bounds.RESULT_DEPTH + 1):
        below = []
        for item in level:
            if isinstance(item, str):
                left -= str.__len__(item)
                if not str.isascii(item):
                    _check_text(item)
            elif isinstance(item, int):
                left -= int.bit_length(item) * 3 // 10
            elif kind := next((kind for kind in _COUNTED if isinstance(item, kind)), None):
                # What the items are is the type's own to say: a subclass may have others without end.
                left -= 2 * kind.__len__(item)
                if left >= 0 and kind in (list, tuple, dict):
                    below += kind.__iter__(item)
                if left >= 0 and kind is dict:
                    below += dict.values(item)
            left -= 1
            if left < 0:
                raise TooLarge(most)
        if not below:
            return
        level = below
    raise Omitted(TOO_DEEP)


def _check_text(text: str) -> None:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        raise Omitted(HALF) from None


def _shown(value: object, is_large: bool) -> str:
    """The beginning of a value's repr. Of a large one no more is made than is shown."""
    try:
        if not is_large:
            return repr(value)
        parts, length = [], 0
        for part in _parts(value, ()):
            parts.append(part)
            length += len(part)
            if length > bounds.CLAIM_TEXT_LENGTH:
                break
        return "".join(parts)
    except KeyboardInterrupt:
        raise
    except BaseException as exc:
        return f"<repr() raised {type(exc).__name__[:100]}>"


_BRACKETS = {list: ("[", "]"), tuple: ("(", ")"), dict: ("{", "}"), set: ("{", "}")}
_BRACKETS[frozenset] = ("frozenset({", "})")


def _parts(value: object, above: tuple[int, ...]) -> Iterator[str]:
    kind = type(value)
    if kind is str and len(value) > bounds.CLAIM_TEXT_LENGTH:
        # Which quotes it gets depends on all of it; they are cut off again.
        quotes = "".join(quote for quote in "'\"" if quote in value)
        yield repr(value[: bounds.CLAIM_TEXT_LENGTH + 1] + quotes)
    elif kind not in _BRACKETS or not value:
        yield repr(value)
    elif id(value) in above:
        yield _BRACKETS[kind][0] + "..." + _BRACKETS[kind][1]
    else:
        first, last = _BRACKETS[kind]
        above += (id(value),)
        yield first
        for at, item in enumerate(value):
            if at:
                yield ", "
            yield from _parts(item, above)
            if kind is dict:
                yield ": "
                yield from _parts(value[item], above)
        yield ",)" if kind is tuple and len(value) == 1 else last
