"""What `resolvelib` asks: which wheels meet which requirements, and what these require."""

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from resolvelib import AbstractProvider

from .wheels import project


class Wanted:
    """A requirement, and who has it. An exact one means one wheel: the one whose extras are wanted."""

    def __init__(self, requirement, by, hashes=(), exact=None):
        self.requirement = requirement
        self.by = by
        self.hashes = hashes
        self.exact = exact
        self.name = canonicalize_name(requirement.name)
        self.extras = frozenset() if exact else frozenset(map(canonicalize_name, requirement.extras))

    @property
    def key(self):
        return self.name, tuple(sorted(self.extras))

    def is_met_by(self, wheel):
        if self.exact is not None:
            return wheel is self.exact
        return self.requirement.specifier.contains(wheel.version, prereleases=True)

    @property
    def pins(self):
        """Whether it names the version, which wheels that were withdrawn need."""
        specifier = self.requirement.specifier
        return any(one.operator in ("==", "===") and not one.version.endswith(".*") for one in specifier)


class Candidate:
    """A wheel with some of its extras."""

    def __init__(self, wheel, extras):
        self.wheel = wheel
        self.extras = extras
        self.key = wheel.name, extras


class Provider(AbstractProvider):
    """Prefers new versions. The same wheels and requirements give the same choice."""

    def __init__(self, wanted):
        # In the order in which they were first asked for.
        self._order = {one.name: at for at, one in reversed(list(enumerate(wanted)))}

    def identify(self, requirement_or_candidate):
        return requirement_or_candidate.key

    def get_preference(self, identifier, resolutions, candidates, information, backtrack_causes):
        wanted = [one.requirement for one in information[identifier]]
        in_conflict = any(identifier == cause.requirement.key for cause in backtrack_causes)
        name, extras = identifier
        return (
            not any(one.exact or one.pins for one in wanted),
            not in_conflict,
            self._order.get(name, len(self._order)),
            name,
            extras,
        )

    def find_matches(self, identifier, requirements, incompatibilities):
        name, extras = identifier
        wanted = list(requirements[identifier])
        excluded = {candidate.wheel.file for candidate in incompatibilities[identifier]}
        wheels = [wheel for wheel in matching(name, wanted) if wheel.file not in excluded]
        # Metadata is asked for one by one, as far as it is needed.
        return lambda: (
            Candidate(wheel, extras)
            for wheel in wheels
            if wheel.read() and digest_problem(wheel, wanted) is None
        )

    def is_satisfied_by(self, requirement, candidate):
        return requirement.is_met_by(candidate.wheel)

    def get_dependencies(self, candidate):
        wheel, extras = candidate.wheel, candidate.extras
        by = f"{wheel.name} {wheel.version}"
        found = [Wanted(one, by) for one in wheel.needs(extras)]
        if extras:
            found.append(Wanted(Requirement(wheel.name), by, exact=wheel))
        return found


def matching(name, wanted):
    """The wheels of a project that meet all these by their names, the best first."""
    wheels = [
        wheel
        for wheel in project(name).usable
        if all(one.is_met_by(wheel) for one in wanted)
    ]
    if not any(one.exact or one.pins for one in wanted):
        wheels = [wheel for wheel in wheels if not wheel.yanked]
    if not any(one.exact for one in wanted):
        specifiers = SpecifierSet()
        for one in wanted:
            specifiers &= one.requirement.specifier
        # Of versions before a release only where there is no other, or one is named.
        allowed = set(specifiers.filter({wheel.version for wheel in wheels}))
        wheels = [wheel for wheel in wheels if wheel.version in allowed]
    return wheels


def digest_problem(wheel, wanted):
    """Why a wheel that was read is none of those whose digests are given; null where it is one, or none are."""
    given = [one for one in wanted if one.hashes]
    if all(wheel.digest in one.hashes for one in given):
        return None
    return f"its SHA-256 is {wheel.digest}, which no --hash of {given[0].by} is"
