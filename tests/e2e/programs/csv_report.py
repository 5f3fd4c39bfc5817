"""CSV: quoting, dialects, dictionaries, and a report that aligns."""

import csv
import io
from itertools import groupby
from operator import itemgetter

TEXT = '''city,product,units
Bern,"Cheese, hard",12
Oslo,"Fish ""fresh""",7
Bern,Chocolate,30
Oslo,"multi
line",1
'''
rows = list(csv.DictReader(io.StringIO(TEXT)))
rows.sort(key=itemgetter("city", "product"))
for city, group in groupby(rows, key=itemgetter("city")):
    group = list(group)
    print(f"{city:<8}{sum(int(row['units']) for row in group):>6}  {[row['product'] for row in group]}")
out = io.StringIO()
writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
writer.writerows([["a", 1, None], ['quo"te', 2.5, "x;y"]])
print(out.getvalue(), end="")
print(csv.Sniffer().sniff("a|b|c\n1|2|3\n").delimiter, csv.list_dialects())
try:
    list(csv.reader(["a\0b", '"open'], strict=True))
except csv.Error as exc:
    print("error:", exc)
