# expect: status=ok exit=0
# by: run|serve-stdio
# asks: display
# answers: \u202e
# answers: \u001b[2J
# tries: shows what a terminal or a reader of lines obeys
# without: a screen that somebody else writes on
# source: own
display({"text/html": "\u202e\u2028\x1b[2J\x00", "application/json": {"\x9b": "\u2029"}}, raw=True)
