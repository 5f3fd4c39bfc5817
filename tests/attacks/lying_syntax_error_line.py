# by: run
# expect: status=error exit=1
# stdout: ""
# tries: a syntax error of its own making, in a line before the first
# without: an end of the wrong type
# source: own
raise SyntaxError("made up", (__file__, -5, 1, "text"))
