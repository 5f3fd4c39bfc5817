"""Interfaces for launching and remotely controlling web browsers, of which the sandbox has none."""

__all__ = ["Error", "open", "open_new", "open_new_tab", "get", "register"]


class Error(Exception):
    pass


_browsers = {}
_tryorder = []


def register(name, klass, instance=None, *, preferred=False):
    """Register a browser connector."""
    _browsers[name.lower()] = [klass, instance]
    _tryorder.insert(0 if preferred else len(_tryorder), name)


def get(using=None):
    """Return a browser launcher instance appropriate for the environment."""
    for name in [using] if using is not None else _tryorder:
        command = _browsers.get(name.lower())
        if command is not None:
            return command[1] if command[1] is not None else command[0]()
    raise Error("could not locate runnable browser")


def open(url, new=0, autoraise=True):
    """Display url using the default browser: True where one was launched."""
    for name in _tryorder:
        if get(name).open(url, new, autoraise):
            return True
    return False


def open_new(url):
    """Open url in a new window of the default browser."""
    return open(url, 1)


def open_new_tab(url):
    """Open url in a new page ("tab") of the default browser."""
    return open(url, 2)


class BaseBrowser:
    """Parent class for all browsers. Do not use directly."""

    args = ["%s"]

    def __init__(self, name=""):
        self.name = name
        self.basename = name

    def open(self, url, new=0, autoraise=True):
        raise NotImplementedError

    def open_new(self, url):
        return self.open(url, 1)

    def open_new_tab(self, url):
        return self.open(url, 2)


class GenericBrowser(BaseBrowser):
    """Class for all browsers started with a command and without remote functionality."""

    def __init__(self, name):
        BaseBrowser.__init__(self, name if isinstance(name, str) else name[0])
        if not isinstance(name, str):
            self.args = name[1:]

    def open(self, url, new=0, autoraise=True):
        return False


class BackgroundBrowser(GenericBrowser):
    """Class for all browsers which are to be started in the background."""
