# by: run
# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: doubles a string until the end
# without: more memory than the cap
# source: own
print("before")
text = "x"
while True:
    text += text
