"""Finds the modules of an environment's packages. They are on a file system that nobody can write to: a folder is listed once, and
compiled code is taken for that of the source beside it."""

import importlib.machinery as machinery
import marshal
import os
import sys

ROOT = "/lib/python3.14/site-packages"

# The message that there are packages.
MESSAGE = b"packages\n"

_COMPILED = ".cpython-314.pyc"

# What is in each folder; None where there is none.
_listed: dict[str, frozenset[str] | None] = {}


def _names(folder: str) -> frozenset[str] | None:
    try:
        return _listed[folder]
    except KeyError:
        pass
    try:
        names = frozenset(os.listdir(folder))
    except OSError:
        names = None
    _listed[folder] = names
    return names


class PackageLoader(machinery.SourceFileLoader):
    """Loads a module of Python's."""

    def get_code(self, fullname):
        folder, _, file = self.path.rpartition("/")
        compiled = file.removesuffix(".py") + _COMPILED
        if compiled in (_names(f"{folder}/__pycache__") or ()):
            # Behind its head, which says what it was compiled from.
            return marshal.loads(memoryview(self.get_data(f"{folder}/__pycache__/{compiled}"))[16:])
        return machinery.SourceFileLoader.get_code(self, fullname)


_KINDS = [
    *((suffix, machinery.ExtensionFileLoader) for suffix in machinery.EXTENSION_SUFFIXES),
    (".py", PackageLoader),
    (".pyc", machinery.SourcelessFileLoader),
]


class PackageFinder(machinery.FileFinder):
    """Finds the modules in one folder."""

    def find_spec(self, fullname, target=None):
        name = fullname.rpartition(".")[2]
        names = _names(self.path)
        folder = f"{self.path}/{name}"
        inside = _names(folder) if name in names else None
        if inside is not None:
            for suffix, loader in _KINDS:
                if f"__init__{suffix}" in inside:
                    return _spec(fullname, loader, f"{folder}/__init__{suffix}", [folder])
        for suffix, loader in _KINDS:
            if name + suffix in names:
                return _spec(fullname, loader, folder + suffix)
        if inside is None:
            return None
        # A part of a namespace package.
        spec = machinery.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = [folder]
        return spec

    def invalidate_caches(self):
        pass


def _spec(fullname, loader, path, locations=None):
    spec = machinery.ModuleSpec(fullname, loader(fullname, path), origin=path, is_package=locations is not None)
    spec.has_location = True
    if locations is not None:
        spec.submodule_search_locations = locations
    return spec


def _hook(path):
    if (path == ROOT or path.startswith(ROOT + "/")) and _names(path) is not None:
        return PackageFinder(path)
    raise ImportError("only for packages of the environment", path=path)


def install() -> None:
    """Lets the modules be found."""
    # In an image that was frozen with an environment, they can be found already.
    if _hook in sys.path_hooks:
        return
    sys.path_hooks.insert(0, _hook)
    sys.path_importer_cache.pop(ROOT, None)
