#!/usr/bin/env bash
# Sells one top-up on a running demo with curl, from the price to the receipt.
set -euo pipefail

url=${HERLAAD_URL:-http://localhost:8080}
json='Content-Type: application/json'
key=$(cat /proc/sys/kernel/random/uuid) # a new key for each top-up, the same key for each retry
order='{"msisdn": "0470 12 34 56", "operator": "proximus", "amount": {"amount": 1500, "currency": "EUR"}, "tender": "card"}'

# 1. Get the offers and prices for a number.
curl -sS --fail-with-body "$url/v1/quotes" -H "$json" -d '{"msisdn": "0470 12 34 56"}' && echo

# 2. Open a session and place the order. If the answer is lost, send the same request again in the same session: it stays one order.
session=$(curl -sS --fail-with-body -X POST "$url/v1/sessions" | cut -d '"' -f 4)
topup=$(curl -sS --fail-with-body "$url/v1/topups" -H "$json" -H "Herlaad-Session: $session" -H "Idempotency-Key: $key" -d "$order")
echo "$topup"
id=$(grep -o '"id":"[^"]*"' <<<"$topup" | head -n 1 | cut -d '"' -f 4)

# 3. The payer opens payment.url, which leads to the payment page. In the sandbox, curl can press "Pay" there instead.
until page=$(curl -sS -o /dev/null -w '%{redirect_url}' "$url/pay/$id") && [[ -n $page ]]; do sleep 1; done
curl -sS -o /dev/null --fail-with-body -d action=approve "$page"

# 4. Follow the order. The stream ends after the final state.
curl -sSN --fail-with-body "$url/v1/topups/$id/events"

# 5. Save the receipt.
curl -sS --fail-with-body -o receipt.pdf "$url/v1/topups/$id/receipt.pdf"
echo "Saved receipt.pdf of $id"
