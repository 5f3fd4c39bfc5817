# expect: status=ok exit=0
# stdout: "before\n"
# tries: a result with names that mean something to JavaScript's objects, and texts that are no Unicode
# without: a report with other members, or none
# source: own
print("before")
{
    "__proto__": {"status": "timeout", "exitCode": 9},
    "constructor": {"prototype": {"status": "forged"}},
    "toJSON": "x",
    "then": 1,
    "length": 2**53 + 1,
    "\ud800": "\udfff\u2028\x9b31m\u202e",
}
