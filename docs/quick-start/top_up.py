#!/usr/bin/env python3
"""Sells one top-up to a running demo, from the price to the receipt. Python's own library is enough."""
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

URL = os.environ.get("HERLAAD_URL", "http://localhost:8080")
FINISHED = {"delivered", "refunded", "cancelled", "expired", "attention"}


def call(path, body=None, **headers):
    """The answer as JSON. A refusal says in `code` what is wrong, and in `money` what is known of the money."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        if error.code >= 500 or error.code == 429:  # no decision: worth asking again
            raise ConnectionError(problem["detail"]) from error
        raise SystemExit(f"{problem['code']}, money {problem['money']}: {problem['detail']}")


def place(order):
    """Sends the same request under the same key, in one session, until there is an answer: it is one order all the same."""
    session = call("/v1/sessions", {})["session"]
    key = str(uuid.uuid4())
    for _ in range(30):
        try:
            return call("/v1/topups", order, **{"Idempotency-Key": key, "Herlaad-Session": session})
        except OSError:
            time.sleep(1)
    raise SystemExit(f"No answer. Keep the key {key} and the session {session}, and send the same order again later.")


def approve(payment_url):
    """What a payer does in a browser: opens the page of the sandbox's bank and presses "Approve"."""
    while True:
        with urllib.request.urlopen(payment_url) as page:
            if "/sandbox/bank/" in page.url:
                break
        time.sleep(1)
    urllib.request.urlopen(page.url, urllib.parse.urlencode({"action": "approve"}).encode()).close()


offer = call("/v1/quotes", {"msisdn": "0470 12 34 56"})["offers"][0]
product = offer["products"][0]
print("Price:", product["total"])

topup = place({"msisdn": "0470 12 34 56", "operator": offer["operator"], "amount": product["amount"],
               "total": product["total"], "tender": "card"})
print("Placed:", topup["reference"])

approve(topup["payment"]["url"])
while topup["state"] not in FINISHED:
    time.sleep(0.5)
    topup = call(topup["links"]["self"])
print("State:", topup["state"], topup.get("credited"))

with urllib.request.urlopen(URL + topup["links"]["receipt_pdf"]) as pdf, open("receipt.pdf", "wb") as file:
    file.write(pdf.read())
print("Saved receipt.pdf")
