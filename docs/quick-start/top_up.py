#!/usr/bin/env python3
"""Sells one top-up on a running demo, from the price to the receipt. Needs only the Python standard library."""
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
    """Returns the answer as JSON. A problem has the error in `code` and the state of the money in `money`."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        if error.code >= 500 or error.code == 429:  # no decision: the caller retries
            raise ConnectionError(problem["detail"]) from error
        raise SystemExit(f"{problem['code']}, money {problem['money']}: {problem['detail']}")


def place(order):
    """Sends the same request with the same key and session until there is an answer: it stays one order."""
    session = call("/v1/sessions", {})["session"]
    key = str(uuid.uuid4())
    for _ in range(30):
        try:
            return call("/v1/topups", order, **{"Idempotency-Key": key, "Herlaad-Session": session})
        except OSError:
            time.sleep(1)
    raise SystemExit(f"No answer. Keep the key {key} and the session {session}, and send the same order again later.")


def approve(payment_url):
    """Does what a payer does in a browser: opens the payment page of the sandbox and presses "Pay"."""
    own = urllib.parse.urlsplit(payment_url).netloc
    while True:
        with urllib.request.urlopen(payment_url) as page:
            if urllib.parse.urlsplit(page.url).netloc != own:
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
