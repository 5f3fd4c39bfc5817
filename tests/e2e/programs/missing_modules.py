# Sandbox only
"""What is said of modules that this build does not have, and what is there of what others leave out."""

import collections.abc
import importlib
import importlib.util
import inspect
import os
import traceback
import webbrowser

for name in "curses readline resource pwd tkinter venv _pydecimal nothing os.nothing curses.panel".split():
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as exc:
        print(f"{exc.name}: {exc}")
try:
    import curses
except ModuleNotFoundError:
    shown = traceback.format_exc().splitlines()
    print(len(shown), shown[-1][:60])
try:
    from sqlite3 import nothing
except ImportError as exc:
    print(type(exc).__name__, str(exc)[:50])
print(importlib.util.find_spec("readline"), importlib.util.find_spec("dbm") is not None)
for thing in (collections.abc.Sequence, os.path.join, os.walk, importlib.util.find_spec):
    print(inspect.getsource(thing).splitlines()[0])
print(os.__file__, inspect.getsourcefile(os), inspect.getmodule(os.walk) is os)
print(webbrowser.open("https://example.org"), webbrowser.open_new_tab("x"))
try:
    webbrowser.get()
except webbrowser.Error as exc:
    print(exc)
for browser in (webbrowser.GenericBrowser("echo"), webbrowser.BackgroundBrowser(["echo", "%s"])):
    webbrowser.register(browser.name, None, browser)
    print(webbrowser.get("echo").name, browser.open("x"), webbrowser.open("x"))
import antigravity
