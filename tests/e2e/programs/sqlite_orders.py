"""A database in memory: constraints, joins, windows, functions of our own, transactions."""

import sqlite3

db = sqlite3.connect(":memory:")
db.row_factory = sqlite3.Row
db.executescript("""
    create table customer (id integer primary key, name text not null unique);
    create table invoice (customer integer references customer, day text, cents integer check (cents > 0));
    create index by_day on invoice (day);
""")
db.executemany("insert into customer (name) values (?)", [("Ada",), ("Grace",), ("Linus",)])
rows = [(1, "2026-01-02", 1250), (2, "2026-01-03", 99), (1, "2026-02-01", 700), (2, "2026-02-09", 4200)]
db.executemany("insert into invoice values (?, ?, ?)", rows)
db.create_function("euros", 1, lambda cents: f"{cents / 100:.2f} EUR", deterministic=True)


class Product:
    def __init__(self):
        self.value = 1

    def step(self, number):
        self.value *= number or 1

    def finalize(self):
        return self.value % 1_000_003


db.create_aggregate("product", 1, Product)
query = """
    select name, euros(coalesce(sum(cents), 0)) as total, count(cents) as n, product(cents) as p
    from customer left join invoice on customer.id = invoice.customer group by name order by name
"""
for row in db.execute(query):
    print(dict(row))
for row in db.execute("select day, sum(cents) over (order by day) as running from invoice"):
    print(tuple(row))
with db:
    db.execute("insert into customer (name) values ('Guido')")
try:
    with db:
        db.execute("insert into customer (name) values ('Barbara')")
        db.execute("insert into customer (name) values ('Ada')")
except sqlite3.IntegrityError as exc:
    print("refused:", exc)
print([name for (name,) in map(tuple, db.execute("select name from customer order by id"))])
print(tuple(db.execute("select json_extract('{\"a\": [1, 2, 3]}', '$.a[1]'), date('2026-02-28', '+1 day')").fetchone()))
copy = sqlite3.connect(":memory:")
db.backup(copy)
print(len(list(copy.iterdump())), copy.execute("pragma integrity_check").fetchone())
