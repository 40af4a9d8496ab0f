#!/usr/bin/env bash
# SQLite 3.40.1 (Debian 12's) with `PRAGMA trusted_schema = OFF`, which its documentation recommends: a view may read JSON through the table
# function json_each(), but json_extract() and ->> in it are refused as "unsafe use", although they only compute. The same functions outside a
# view work, and 3.46.1 takes both views. Exits 0 while true. Needs python3 with pip; the versions come with apsw.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/views.py" <<'PYTHON'
import apsw

cursor = apsw.Connection(":memory:").cursor()
cursor.execute("""
  CREATE TABLE entries (list TEXT);
  INSERT INTO entries VALUES ('[["cash", 1550]]');
  CREATE VIEW extracted AS SELECT json_extract(line.value, '$[0]') FROM entries, json_each(list) AS line;
  CREATE VIEW arrow AS SELECT line.value ->> 0 FROM entries, json_each(list) AS line;
  CREATE VIEW each AS SELECT item.value FROM entries, json_each(list) AS line, json_each(line.value) AS item WHERE item.key = 0;
  PRAGMA trusted_schema = OFF;
""")

def read(sql):
    try:
        return str(cursor.execute(sql).fetchall())
    except apsw.SQLError as error:
        return str(error).removeprefix("SQLError: ")

print(apsw.sqlitelibversion())
for view in ("extracted", "arrow", "each"):
    print(view + ":", read("SELECT * FROM " + view))
print("outside a view:", read("""SELECT json_extract('["cash"]', '$[0]')"""))
PYTHON
for version in 3.40.1.0 3.46.1.0; do
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$work/$version" "apsw==$version"
  PYTHONPATH="$work/$version" python3 "$work/views.py" | tee "$work/$version.txt"
done
grep -qx 'extracted: unsafe use of json_extract()' "$work/3.40.1.0.txt"
grep -qx 'arrow: unsafe use of ->>()' "$work/3.40.1.0.txt"
grep -qx "each: \[('cash',)\]" "$work/3.40.1.0.txt"
[[ $(grep -c "('cash',)" "$work/3.46.1.0.txt") == 4 ]]
