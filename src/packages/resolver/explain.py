"""Says why there is no choice of wheels: who wants what, what there is of it, and why that does not fit."""

from .provider import digest_problem, matching
from .wheels import project

# How much of a list is named.
_MOST = 6


def explain(wanted, where):
    """A part of a sentence for each project."""
    by_name = {}
    for one in wanted:
        by_name.setdefault(one.name, {})[_wants(one)] = one
    return "; ".join(
        f"{name}: {_wishes(ones)}{_there_is(name, list(ones.values()), where)}"
        for name, ones in sorted(by_name.items())
    )


def _wishes(texts):
    said = [text for text in texts if text]
    return f"{_some(said, ' and ')}; " if said else ""


def _wants(one):
    return f"{one.by} wants {_text(one)}" if one.by else ""


def _text(one):
    return f"{one.exact.name}=={one.exact.version}" if one.exact else str(one.requirement)


def _there_is(name, wanted, where):
    found = project(name)
    if not found.usable and not found.unusable:
        return f"no wheel of it in {where}"
    if not found.usable:
        expected = "expected a wheel for py3-none-any or cp314-cp314-pyemscripten_2026_0_wasm32"
        return f"{expected}; there is {_some(found.unusable)}"
    matches = matching(name, wanted)
    problems = [
        f"{wheel.version}: {problem}"
        for wheel in matches
        if (problem := wheel.problem or digest_problem(wheel, wanted)) is not None
    ]
    if problems:
        return _some(problems, "; ")
    versions = list(dict.fromkeys(str(wheel.version) for wheel in found.usable if not wheel.yanked))
    if matches:
        return f"{_some(versions)} would fit, but not with what else is wanted"
    return f"in {where} there is {_some(versions) or 'none that was not withdrawn'}"


def _some(texts, separator=", "):
    more = len(texts) - _MOST
    return separator.join(texts[:_MOST]) + (f" and {more} more" if more > 0 else "")
