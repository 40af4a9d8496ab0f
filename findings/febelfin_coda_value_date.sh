#!/usr/bin/env bash
# PyPI febelfin-coda 0.2.0 (of Tryton): a movement whose value date is 000000, as CODA 2.6 writes one that is not known, ends reading
# the whole file with a ValueError, and no movement is returned. The same file with a date is read. Exits 0 while true. Needs
# python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check febelfin-coda==0.2.0
env/bin/python - <<'PYTHON'
from coda import CODA


def line(*fields):
    columns = [" "] * 128
    for first, text in fields:
        columns[first - 1:first - 1 + len(text)] = text
    assert len(columns) == 128
    return "".join(columns) + "\n"


def write(value_date):
    account = "BE68539007547034".ljust(34) + "EUR"
    with open("statement.cod", "w") as file:
        file.write(line((1, "00000"), (6, "281126"), (12, "12305"), (25, "FILE01"), (61, "KREDBEBB"), (72, "00123456789"), (84, "00000"), (128, "2")))
        file.write(line((1, "12"), (3, "001"), (6, account), (43, "0"), (44, "0" * 15), (59, "261126"), (65, "HERLAAD BV"), (126, "001")))
        file.write(line((1, "2100010000"), (11, "REF"), (32, "1"), (33, "000000000001500"), (48, value_date), (54, "08037061"), (62, "0"),
                        (63, "Beheerskosten"), (116, "271126"), (122, "001"), (125, "0"), (126, "0"), (128, "0")))
        file.write(line((1, "8001"), (5, account), (42, "1"), (43, "000000000001500"), (58, "271126"), (128, "0")))
        file.write(line((1, "9"), (17, "000003"), (23, "000000000001500"), (38, "0" * 15), (128, "2")))


write("271126")
moves = CODA("statement.cod").statements[0].moves
print("with a value date:", [str(move.amount) for move in moves])
assert [float(move.amount) for move in moves] == [-1.5]
write("000000")
try:
    CODA("statement.cod")
except ValueError as error:
    print("without one:", error)
else:
    raise SystemExit("the file was read")
PYTHON
