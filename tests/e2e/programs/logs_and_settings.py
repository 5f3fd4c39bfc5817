"""Logging to both streams, INI, TOML, JSON, templates, wrapping, pretty printing and ordering of dependencies."""

import configparser
import graphlib
import json
import locale
import logging
import logging.handlers
import pprint
import string
import sys
import textwrap
import tomllib

root = logging.getLogger()
root.setLevel(logging.DEBUG)
to_stdout = logging.StreamHandler(sys.stdout)
to_stdout.setFormatter(logging.Formatter("{levelname:<8}{name}:{lineno} {message}", style="{"))
root.addHandler(to_stdout)
memory = logging.handlers.MemoryHandler(100, flushLevel=logging.CRITICAL, target=logging.StreamHandler(sys.stderr))
root.addHandler(memory)
logger = logging.getLogger("shop.till")
logger.info("sold %d of %s", 3, "tea")
try:
    {}["price"]
except KeyError:
    logger.exception("no price")
logger.critical("closing")
sys.stderr.flush()

config = configparser.ConfigParser()
config.read_string("[DEFAULT]\nbase = /srv\n[web]\nroot = %(base)s/www\nport = 8080\ndebug = yes\n")
print(config["web"]["root"], config.getint("web", "port"), config.getboolean("web", "debug"), config.sections())
print(tomllib.loads('title = "T"\n[a.b]\nc = [1, 2.5, true]\nd = 2024-05-01T10:00:00Z\ns = """x\ny"""\n'))
try:
    tomllib.loads("a = ")
except tomllib.TOMLDecodeError as exc:
    print("toml:", exc)
print(json.dumps({"b": [1, None, True, 1.5e300, "é\u2028"], "a": {"x": ()}}, sort_keys=True, indent=1))
try:
    json.loads('{"a": 1,, "b": 2}')
except json.JSONDecodeError as exc:
    print("json:", exc)
print(string.Template("$who owes ${amount}EUR $$").safe_substitute(who="Ada"), string.capwords("a bc d"))
print(textwrap.fill("The quick brown fox jumps over the lazy dog. " * 3, 40, initial_indent="* ", subsequent_indent="  "))
print(textwrap.dedent("    a\n      b\n"), textwrap.shorten("many words in here", 12), sep="")
pprint.pprint({"numbers": list(range(30)), "nested": {"k" * 30: "v" * 60, "l": [("t", 1)] * 3}}, width=72)
print(list(graphlib.TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"b"}}).static_order()))
try:
    graphlib.TopologicalSorter({"a": "b", "b": "a"}).prepare()
except graphlib.CycleError as exc:
    print(exc.args[0], sorted(set(exc.args[1])))
print(locale.setlocale(locale.LC_ALL, "C"), locale.str(1.5), locale.format_string("%d", 1234567, grouping=True))
