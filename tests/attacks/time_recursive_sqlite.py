# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: an endless recursive query: the loop is in C
# without: a run that outlives its limit
# source: own
import sqlite3

print("before")
query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
sqlite3.connect(":memory:").execute(query).fetchall()
