"""The wheels that the host has: which of them this Python can use, and what their metadata says."""

import functools
from email.parser import HeaderParser

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from .host import ask

_ENVIRONMENT = default_environment()
_TAGS = {tag: rank for rank, tag in enumerate(sys_tags())}
PYTHON = _ENVIRONMENT["python_full_version"]

# What packaging and the parser of headers raise for what they cannot read, and what its depth or size can lead to.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError)


class Wheel:
    """A wheel that fits by its name. `problem` says, once its metadata was read, why it cannot be used all the same."""

    def __init__(self, entry):
        self.file = entry["file"]
        self.name, self.version, self.build, tags = parse_wheel_filename(self.file)
        self.rank = min((_TAGS[tag] for tag in tags if tag in _TAGS), default=None)
        self.yanked = entry["yanked"]
        self.requires_python = entry["requiresPython"]
        self.digest = entry["sha256"]
        self.requires = []
        self.extras = set()
        self.problem = None
        self._is_read = False

    def read(self):
        """Reads its metadata, once; whether it can be used."""
        if not self._is_read:
            self._is_read = True
            try:
                self.problem = self._python_problem() or self._read()
            except UNREADABLE as error:
                self.problem = f"its metadata cannot be read ({_first_line(error)})"
        return self.problem is None

    def _python_problem(self):
        if self.requires_python and PYTHON not in SpecifierSet(self.requires_python):
            return f"requires Python {self.requires_python}, and this is {PYTHON}"
        return None

    def _read(self):
        answer = ask(ask="metadata", file=self.file)
        if "problem" in answer:
            return answer["problem"]
        self.digest = answer["sha256"] or self.digest
        headers = HeaderParser().parsestr(answer["metadata"])
        if canonicalize_name(headers["Name"] or "") != self.name:
            return f"its metadata is of {headers['Name']}"
        if Version(headers["Version"] or "") != self.version:
            return f"its metadata is of version {headers['Version']}"
        self.requires_python = headers["Requires-Python"] or self.requires_python
        self.extras = {canonicalize_name(extra) for extra in headers.get_all("Provides-Extra", ())}
        self.requires = [Requirement(str(line)) for line in headers.get_all("Requires-Dist", ())]
        for requirement in self.requires:
            if requirement.url is not None:
                return f"needs '{requirement}', which is an address and no version"
        return self._python_problem()

    def needs(self, extras):
        """What it depends on here, with these extras."""
        environments = [{**_ENVIRONMENT, "extra": extra} for extra in extras or ("",)]
        return [
            requirement
            for requirement in self.requires
            if requirement.marker is None or any(map(requirement.marker.evaluate, environments))
        ]


def _first_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0]


class Project:
    """All wheels of a project."""

    def __init__(self, name):
        self.name = name
        self.usable = []
        self.unusable = []
        for entry in ask(ask="wheels", project=name)["wheels"]:
            try:
                wheel = Wheel(entry)
            except UNREADABLE:
                self.unusable.append(entry["file"])
                continue
            if wheel.rank is None:
                self.unusable.append(wheel.file)
            else:
                self.usable.append(wheel)
        # The newest first; of one version, the one that fits best.
        self.usable.sort(key=lambda wheel: (wheel.rank, wheel.file))
        self.usable.sort(key=lambda wheel: (wheel.version, wheel.build), reverse=True)


@functools.cache
def project(name):
    """The wheels of a project."""
    return Project(name)
