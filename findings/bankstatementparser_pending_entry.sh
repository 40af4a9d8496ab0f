#!/usr/bin/env bash
# PyPI bankstatementparser 0.0.29, which checks that the details of a batch add up: an entry of camt.053 that is only announced
# (Sts PDNG) is returned like a booked one, and nothing in the row says that it is not. The total of the summary is therefore not
# closing minus opening balance. Count entries with the status BOOK only. Exits 0 while true. Needs python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check bankstatementparser==0.0.29
env/bin/python - <<'PYTHON'
from bankstatementparser import CamtParser


def signed(amount, sign):
    return f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def balance(code, amount):
    return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{signed(amount, 'CRDT')}<Dt><Dt>2026-11-27</Dt></Dt></Bal>"


def entry(amount, sign, status):
    day = "<Dt>2026-11-27</Dt>"
    return f"<Ntry>{signed(amount, sign)}<Sts>{status}</Sts><BookgDt>{day}</BookgDt><ValDt>{day}</ValDt><BkTxCd/></Ntry>"


made = "<CreDtTm>2026-11-28T06:00:00</CreDtTm>"
with open("statement.xml", "w") as file:
    file.write(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M</MsgId>{made}</GrpHdr><Stmt><Id>S</Id>{made}"
        "<Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        + balance("OPBD", "100.00") + balance("CLBD", "90.00") + entry("10.00", "DBIT", "BOOK") + entry("77.00", "CRDT", "PDNG")
        + "</Stmt></BkToCstmrStmt></Document>")
parser = CamtParser("statement.xml")
rows = parser.parse()
summary = parser.get_summary()
print(rows.to_string())
print({name: str(summary[name]) for name in ("opening_balance", "total_amount", "closing_balance")})
assert [str(amount) for amount in rows["Amount"]] == ["-10.00", "77.00"]
assert "PDNG" not in rows.to_string()
assert summary["opening_balance"] + summary["total_amount"] != summary["closing_balance"]
PYTHON
