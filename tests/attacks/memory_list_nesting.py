# expect: status=ok exit=0|status=crashed exit=139
# stdout: "built\n"
# tries: a list nested 100,000 deep, as the result: repr, JSON and finalizers all walk it
# without: more memory than the cap
# source: own
nest = []
for _ in range(100_000):
    nest = [nest]
print("built")
nest
