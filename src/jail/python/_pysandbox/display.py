"""What a program shows beside its output: bundles of one object in several MIME types, as Jupyter has them.

All of it is the program's own word: the host takes it for nothing else, and checks its form.
"""

import binascii
import builtins
import inspect
import io
import os
import sys
import types

from . import bounds, results, traces

DEVICE = "/dev/display"

# The methods by which an object says how it looks in other types than text, in the order in which IPython asks.
_METHODS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "application/pdf": "_repr_pdf_",
    "image/jpeg": "_repr_jpeg_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
    "application/javascript": "_repr_javascript_",
}

_open, _write, _close, _write_only = os.open, os.write, os.close, os.O_WRONLY
_to_base64, _of_base64 = binascii.b2a_base64, binascii.a2b_base64
_TOKEN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&^_.+-")
_MIB = 1024 * 1024


class _Unfit(Exception):
    """A representation cannot be shown; its text says why."""


class _State:
    # How many bundles the running program has shown; None where nobody has asked for any.
    shown: int | None = None
    # The figure that was the last value, and is shown already.
    last: object = None


def begin() -> None:
    """From here on a program shows what it wants to."""
    _State.shown = 0
    _State.last = None
    builtins.display = display
    # Matplotlib would try one kind of windows after the other.
    os.environ.setdefault("MPLBACKEND", "agg")


def end() -> None:
    """Programs that follow have no `display`, unless somebody asks for theirs as well."""
    _State.shown = _State.last = None
    if getattr(builtins, "display", None) is display:
        del builtins.display


def display(
    *objects,
    include=None,
    exclude=None,
    metadata=None,
    transient=None,
    display_id=None,
    raw=False,
    clear=False,
):
    """Show objects, each in all MIME types that it has a representation for.

    include, exclude: the types that are wanted, or are not.
    raw: the objects are dictionaries of MIME types and data.
    metadata, transient: taken for IPython's sake, and not shown.

    What was shown cannot be changed any more: there is no display_id, and no clear.
    """
    if display_id is not None or clear:
        raise NotImplementedError("display: expected no display_id and no clear: what was shown stays as it is")
    for item in objects:
        if raw:
            _publish(_wanted(_mapping(item), include, exclude))
        elif (bundle := _formatted(item, include, exclude)) is not None:
            if _is_wanted("text/plain", include, exclude) and "text/plain" not in bundle:
                bundle = {"text/plain": traces.said(lambda: repr(item), "<repr() failed>"), **bundle}
            _publish(bundle)


def show_result(value: object, text: str) -> None:
    """Shows the last value of a program where it has more than a text. `text` is its repr."""
    bundle = _formatted(value, None, None)
    if not bundle:
        return
    if _figure_class() is not None and isinstance(value, _figure_class()):
        _State.last = value
    _publish({"text/plain": text, **bundle})


def show_figures() -> None:
    """Shows the figures that are open in matplotlib, where a program has imported that, and closes them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            if figure is not _State.last:
                _publish({"text/plain": repr(figure), "image/png": _png_of(figure)})
        pyplot.close("all")
    except Exception as exc:
        _complain(exc)


def _figure_class() -> type | None:
    found = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    return found if isinstance(found, type) else None


def _png_of(figure) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format="png", bbox_inches="tight")
    return target.getvalue()


def _formatted(value: object, include, exclude) -> dict | None:
    """The representations of a value, but for its text where it gives none of its own; None where it has shown itself."""
    if (method := _method(value, "_ipython_display_")) is not None:
        try:
            method()
            return None
        except NotImplementedError:
            pass
        except Exception as exc:
            _complain(exc)
    bundle = {}
    if (method := _method(value, "_repr_mimebundle_")) is not None:
        found = _asked(lambda: _data(method(include=include, exclude=exclude)))
        bundle = {} if found is None else _asked(lambda: _wanted(_mapping(found), include, exclude)) or {}
    for mime, name in _METHODS.items():
        if mime in bundle or not _is_wanted(mime, include, exclude):
            continue
        method = _method(value, name)
        if method is None and mime == "image/png":
            method = _figure_method(value)
        if method is not None and (data := _asked(lambda: _data(method()))) is not None:
            bundle[mime] = data
    return bundle


def _figure_method(value: object):
    kind = _figure_class()
    return (lambda: _png_of(value)) if kind is not None and isinstance(value, kind) else None


def _method(value: object, name: str):
    """A method of that name that an object really has: some make up whatever they are asked for, and what a class has is
    for its instances."""
    try:
        if getattr(value, "_pysandbox_no_object_has_this_", None) is not None:
            return None
        method = getattr(value, name, None)
    except Exception:
        return None
    if inspect.isclass(value) and not isinstance(method, types.MethodType):
        return None
    return method if callable(method) else None


def _asked(question):
    """What a method of an object says; None where it has nothing to say, or fails, which then shows on stderr."""
    try:
        return question()
    except NotImplementedError:
        return None
    except Exception as exc:
        _complain(exc)
        return None


def _data(found):
    """Without the metadata that may come with it."""
    return found[0] if isinstance(found, tuple) and len(found) == 2 else found


def _mapping(value) -> dict:
    if isinstance(value, dict):
        return value
    raise TypeError(f"display: expected a dictionary of MIME types; got {type(value).__name__}")


def _wanted(bundle: dict, include, exclude) -> dict:
    return {mime: data for mime, data in bundle.items() if _is_wanted(mime, include, exclude)}


def _is_wanted(mime, include, exclude) -> bool:
    return (not include or mime in include) and not (exclude and mime in exclude)


def _complain(exc: Exception) -> None:
    traces.strip(exc, None)
    traces.write_error(traces.formatted(exc))


def _publish(bundle: dict) -> None:
    """Hands a bundle to the host; what of it cannot be shown is left out, and stderr says so."""
    if _State.shown is None:
        raise RuntimeError("display: nobody has asked to see what this program shows")
    parts = []
    for mime, data in bundle.items():
        try:
            if data is not None:
                parts.append(f"{results.plain(_mime(mime))}:{_encoded(mime, data)}")
        except Exception as exc:
            shown = mime[:100] if isinstance(mime, str) else type(mime).__name__
            traces.write_error(f"display: {shown} is left out: {exc}\n")
    if not parts:
        return
    line = f"{{{','.join(parts[: bounds.DISPLAY_TYPES])}}}\n".encode("utf-8", "replace")
    if len(line) > bounds.DISPLAY_BUNDLE_BYTES:
        most = bounds.DISPLAY_BUNDLE_BYTES // _MIB
        traces.write_error(f"display: an object is left out: it takes more than {most} MiB\n")
        return
    if _State.shown == bounds.DISPLAY_BUNDLES:
        raise RuntimeError(f"display: expected at most {bounds.DISPLAY_BUNDLES} objects in one program")
    _State.shown += 1
    device = _open(DEVICE, _write_only)
    try:
        _write(device, line)
    finally:
        _close(device)


def _mime(mime) -> str:
    parts = mime.split("/") if isinstance(mime, str) else []
    if len(parts) == 2 and all(0 < len(part) <= 127 and _TOKEN.issuperset(part) for part in parts):
        return mime
    raise _Unfit("it is no MIME type")


def _encoded(mime: str, data) -> str:
    """The JSON of what a type is shown by: any JSON, base64, or a text."""
    if mime == "application/json" or mime.endswith("+json"):
        results.check(data, bounds.DISPLAY_BUNDLE_BYTES)
        return results.plain(data)
    if _is_binary(mime):
        return f'"{_base64(data)}"'
    if not isinstance(data, str):
        raise _Unfit(f"expected a text; got {type(data).__name__}")
    if mime == "text/plain":
        data = data[: bounds.CLAIM_TEXT_LENGTH]
    return results.plain(data)


def _is_binary(mime: str) -> bool:
    if mime == "image/svg+xml":
        return False
    return mime == "application/pdf" or mime.startswith(("image/", "audio/", "video/"))


def _base64(data) -> str:
    if isinstance(data, str):
        try:
            data = _of_base64("".join(data.split()), strict_mode=True)
        except ValueError:
            raise _Unfit("expected bytes, or a text in base64") from None
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise _Unfit(f"expected bytes, or a text in base64; got {type(data).__name__}")
    return _to_base64(data, newline=False).decode("ascii")
