"""What a program's source is before it is compiled, as CPython's command line takes it."""

import codecs
import importlib.util


def decoded(source: bytes) -> str:
    """The text of a source. Looking for a declared encoding and translating ends of lines takes a tokenizer and
    a codec: most sources do without."""
    if b"coding" in source or b"\r" in source or source.startswith(codecs.BOM_UTF8):
        return importlib.util.decode_source(source)
    return source.decode()


def dedented(source: bytes) -> bytes:
    """A source that is given as text, without the blanks that all its lines begin with; as `python -c` has it."""
    if source[:1] not in (b" ", b"\t", b"\n"):
        return source
    lines = source.split(b"\n")
    starts = [line[: len(line) - len(line.lstrip(b" \t"))] for line in lines if line.strip(b" \t")]
    # What the least and the greatest of them have in common, all of them have.
    least, greatest = min(starts, default=b""), max(starts, default=b"")
    margin = next((at for at, byte in enumerate(least) if greatest[at] != byte), len(least))
    if margin == 0:
        return source
    return b"\n".join(line[margin:] if line.strip(b" \t") else b"" for line in lines)


def null_byte_error(source: bytes, filename: str) -> SyntaxError:
    """What CPython's tokenizer, which reads line by line, says of a null byte. The compiler names neither file nor line."""
    before = source[: source.index(b"\0")]
    message = "source code cannot contain null bytes"
    start = before.rpartition(b"\n")[2]
    place = (filename, before.count(b"\n") + 1, 0, start.decode(errors="replace"))
    return SyntaxError(message, place)
