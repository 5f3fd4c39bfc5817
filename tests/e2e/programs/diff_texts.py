"""Differences of two texts, in three notations, and close matches."""

import difflib

before = ["one", "two", "three", "four", "five"]
after = ["one", "too", "three", "five", "six"]
print("\n".join(difflib.unified_diff(before, after, "before", "after", lineterm="")))
print("\n".join(difflib.ndiff(before, after)))
print("\n".join(difflib.context_diff(before, after, lineterm="", n=1)))
print(difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]))
matcher = difflib.SequenceMatcher(None, "qabxcd", "abycdf")
print(matcher.get_opcodes(), round(matcher.ratio(), 3))
