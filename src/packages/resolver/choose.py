"""Reads what is wanted, and says which wheels that are, or why there are none."""

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from resolvelib import BaseReporter, ResolutionImpossible, ResolutionTooDeep, Resolver

from .explain import explain
from .host import read, say
from .provider import Provider, Wanted
from .wheels import PYTHON

# Far more than any choice takes; the limit of processor time is what ends a hostile one.
_MOST_ROUNDS = 1_000_000


class UsageError(Exception):
    """A requirement is none."""


class RefusedError(Exception):
    """It cannot be, whatever wheels there are."""


class ChoiceError(Exception):
    """There are no wheels that fit."""


def main():
    task = read()
    try:
        say({"chosen": _choose(task)})
    except UsageError as error:
        say({"wrong": str(error)})
    except ChoiceError as error:
        say({"impossible": str(error)})
    except RefusedError as error:
        say({"refused": str(error)})


def _choose(task):
    for one in task["requiresPython"]:
        _check_python(one["text"], one["by"])
    wanted = [one for one in map(_wanted, task["requirements"]) if one is not None]
    try:
        result = Resolver(Provider(wanted), BaseReporter()).resolve(wanted, max_rounds=_MOST_ROUNDS)
    except ResolutionImpossible as error:
        causes = [cause.requirement for cause in error.causes]
        raise ChoiceError(explain(causes, task["where"])) from None
    except ResolutionTooDeep:
        raise RefusedError(f"no choice was found in {_MOST_ROUNDS} steps") from None
    wheels = {candidate.wheel.file: candidate.wheel for candidate in result.mapping.values()}
    _check_extras(wanted, wheels.values())
    _check_hashes(wanted, wheels.values())
    return sorted(wheels)


def _check_python(specifier, by):
    try:
        fits = PYTHON in SpecifierSet(specifier)
    except InvalidSpecifier:
        raise UsageError(f"{by}: expected requires-python such as '>=3.11'; got '{specifier}'") from None
    if not fits:
        raise RefusedError(f"{by} requires Python {specifier}, and this is {PYTHON}")


def _wanted(one):
    text, by = one["text"], one["by"]
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, RecursionError) as error:
        why = (str(error).splitlines() or ["it is nested too deep"])[0]
        raise UsageError(f"'{text}' ({by}): expected a requirement such as 'attrs>=25'; {why}") from None
    if requirement.url is not None:
        raise UsageError(
            f"'{text}' ({by}): expected versions, not an address; put the wheel into the folder of --wheels"
        )
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return None
    return Wanted(requirement, by, frozenset(one["hashes"]))


def _check_extras(wanted, wheels):
    by_name = {wheel.name: wheel for wheel in wheels}
    for one in wanted:
        wheel = by_name[one.name]
        for extra in sorted(one.extras - wheel.extras):
            known = ", ".join(sorted(wheel.extras)) or "none"
            raise RefusedError(f"{wheel.name} {wheel.version} has no extra '{extra}'; it has {known}")


def _check_hashes(wanted, wheels):
    given = {one.name for one in wanted if one.hashes}
    for wheel in wheels if given else ():
        if wheel.name not in given:
            raise RefusedError(
                f"{wheel.name}: others have --hash, so each needs one; "
                f"that of {wheel.version} is sha256:{wheel.digest}"
            )
