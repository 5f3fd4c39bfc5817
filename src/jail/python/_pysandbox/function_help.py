"""What `help` shows of a host function: its signature and its parameters, from their JSON Schema."""

import inspect
import keyword

_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_TYPES |= {"array": "list", "object": "dict", "null": "None"}


class _Written:
    """What stands in a signature as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def signature(parameters: dict | None) -> inspect.Signature:
    """The signature that a schema describes; one of anything where there is none."""
    made = []
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    if parameters is None:
        made.append(inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL))
        made.append(inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD))
    properties, required = _properties(parameters)
    for name, schema in properties.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            continue
        default = inspect.Parameter.empty
        if name not in required:
            default = schema["default"] if "default" in schema else _Written("...")
        elif made and made[-1].default is not inspect.Parameter.empty:
            kind = inspect.Parameter.KEYWORD_ONLY
        made.append(inspect.Parameter(name, kind, default=default, annotation=_annotation(schema)))
    return inspect.Signature(made)


def doc(description: str | None, parameters: dict | None) -> str | None:
    """The description, and those of the parameters."""
    lines = []
    for name, schema in _properties(parameters)[0].items():
        text = schema.get("description")
        if isinstance(text, str):
            lines.append(f"    {name}: {text}")
    if not lines:
        return description
    start = f"{description}\n\n" if description else ""
    return start + "\n".join(["Parameters:", *lines])


def _properties(parameters: dict | None) -> tuple[dict, list]:
    given = parameters or {}
    properties, required = given.get("properties"), given.get("required")
    if not isinstance(properties, dict):
        properties = {}
    known = {name: schema for name, schema in properties.items() if isinstance(schema, dict)}
    return known, required if isinstance(required, list) else []


def _annotation(schema: dict) -> object:
    text = _type(schema)
    return inspect.Parameter.empty if text is None else _Written(text)


def _type(schema: dict) -> str | None:
    choices = schema.get("anyOf")
    if isinstance(choices, list) and choices:
        named = [_type(choice) if isinstance(choice, dict) else None for choice in choices]
        return None if None in named else " | ".join(named)
    if isinstance(schema.get("enum"), list):
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    kinds = schema.get("type")
    names = [_TYPES.get(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    if not names or None in names:
        return None
    items = schema.get("items")
    if names == ["list"] and isinstance(items, dict) and (item := _type(items)):
        return f"list[{item}]"
    return " | ".join(names)
