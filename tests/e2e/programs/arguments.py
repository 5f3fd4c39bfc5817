"""A command line of subcommands and types, by argparse."""

import argparse
import sys

parser = argparse.ArgumentParser(prog="ledger", description="Keeps accounts.")
parser.add_argument("--verbose", action="store_true", help="say more")
commands = parser.add_subparsers(dest="command", required=True)
add = commands.add_parser("add", help="add an entry")
add.add_argument("amount", type=float)
add.add_argument("--tag", action="append", default=[], choices=["food", "rent"])
show = commands.add_parser("show")
show.add_argument("years", type=int, nargs="*")

print(sys.argv[1:])
print(parser.parse_args())
print(parser.parse_args(["--verbose", "add", "12.5", "--tag", "food", "--tag=rent"]))
for words in ([], ["add"], ["add", "many"], ["add", "1", "--tag", "fun"], ["show", "--all"]):
    try:
        parser.parse_args(words)
    except SystemExit as exc:
        print("exit", exc.code, flush=True)
