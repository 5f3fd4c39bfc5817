# expect: status=error exit=1
# stdout: ""
# tries: an error text full of terminal control sequences: they reach the report only as data
# without: a terminal that obeys
# source: own
raise ValueError("\x1b]0;title\x07\x1b[2J\x00\u202e")
