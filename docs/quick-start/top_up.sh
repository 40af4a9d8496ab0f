#!/usr/bin/env bash
# Sells one top-up to a running demo with curl, from the price to the receipt.
set -euo pipefail

url=${HERLAAD_URL:-http://localhost:8080}
json='Content-Type: application/json'
key=$(cat /proc/sys/kernel/random/uuid) # one for each top-up, the same one for each repeat
order='{"msisdn": "0470 12 34 56", "operator": "proximus", "amount": {"amount": 1500, "currency": "EUR"}, "tender": "card"}'

# 1. What can this number get, and what does it cost?
curl -sS --fail-with-body "$url/v1/quotes" -H "$json" -d '{"msisdn": "0470 12 34 56"}' && echo

# 2. Place the order, in a session of your own. Whatever happens to the answer, send the same again in the same session: it is one order.
session=$(curl -sS --fail-with-body -X POST "$url/v1/sessions" | cut -d '"' -f 4)
topup=$(curl -sS --fail-with-body "$url/v1/topups" -H "$json" -H "Herlaad-Session: $session" -H "Idempotency-Key: $key" -d "$order")
echo "$topup"
id=$(grep -o '"id":"[^"]*"' <<<"$topup" | head -n 1 | cut -d '"' -f 4)

# 3. The payer opens payment.url. In the sandbox, curl can press "Approve" at the bank instead.
until bank=$(curl -sS -o /dev/null -w '%{redirect_url}' "$url/pay/$id") && [[ -n $bank ]]; do sleep 1; done
curl -sS -o /dev/null --fail-with-body -d action=approve "$bank"

# 4. Follow it: the stream ends when nothing more will change.
curl -sSN --fail-with-body "$url/v1/topups/$id/events"

# 5. The receipt.
curl -sS --fail-with-body -o receipt.pdf "$url/v1/topups/$id/receipt.pdf"
echo "Saved receipt.pdf of $id"
