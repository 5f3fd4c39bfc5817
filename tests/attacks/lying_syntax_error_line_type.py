# by: run
# expect: status=error exit=1
# stdout: "before\n"
# tries: a syntax error of its own making, in a line that is no number
# without: an end of the wrong type
# source: own
print("before")
raise SyntaxError("made up", (__file__, "FORGED", 1, "text"))
