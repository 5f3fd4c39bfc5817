# Python: 3.14
"""What Python 3.14 brought: template strings, deferred annotations, `except` without parentheses, zstd."""

import annotationlib
from compression import zstd
from string.templatelib import Interpolation, Template

name, amount = "Ada", 12.5
template = t"Dear {name!r}, you owe {amount:>8.2f}"
print(type(template) is Template, template.strings, template.values)
print([(i.expression, i.conversion, i.format_spec) for i in template if isinstance(i, Interpolation)])


def later(x: Unknown, y: int) -> list[Missing]: ...


print(annotationlib.get_annotations(later, format=annotationlib.Format.STRING))
try:
    int("x")
except ValueError, TypeError:
    print("caught")
print(zstd.decompress(zstd.compress(b"z" * 100)) == b"z" * 100)
