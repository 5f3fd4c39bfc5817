# expect: status=error exit=1
# stdout: "before\n"
# tries: raises MemoryError without using memory: an error of its own, no limit reached
print("before")
raise MemoryError
