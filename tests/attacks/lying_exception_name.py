# expect: status=error exit=1
# stdout: ""
# tries: an exception whose class has a name of two million characters
# without: a report of megabytes
# source: own
raise type("A" * 2_000_000, (Exception,), {})("x")
