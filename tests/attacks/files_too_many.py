# expect: status=ok exit=0
# asks: files
# answers: 1 file beyond 10000, or with names that are longer than 1,024 bytes or not UTF-8
# tries: 10,001 files
# without: a host that holds a list of any length
# source: own
for number in range(10_001):
    open(f"f{number}", "w").close()
