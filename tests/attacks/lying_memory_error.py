# expect: status=error exit=1
# stdout: "before\n"
# tries: raises MemoryError without using memory: an error of its own, no limit reached
# without: a status of memory
# source: own
print("before")
raise MemoryError
