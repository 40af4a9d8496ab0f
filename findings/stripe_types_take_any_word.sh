#!/usr/bin/env bash
# stripe 23.1.0 (npm): its TypeScript declarations list the words of a parameter, such as the methods of a payment or the reasons of a
# refund, and add "any other string" to each list. So a misspelt name of a parameter does not compile, and a misspelt word does: whoever
# holds requests against these types must read the listed words out of them. Exits 0 while true.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund stripe@23.1.0 typescript@5.9.3 @types/node@22.10.0
cat >word.ts <<'TS'
import Stripe from 'stripe'
declare const stripe: Stripe
stripe.refunds.create({ payment_intent: 'pi_1', reason: 'requested_by_custommer' })
stripe.checkout.sessions.create({ mode: 'payment', locale: 'neverlandish', allowed_payment_method_types: ['bankontact'] })
TS
cat >name.ts <<'TS'
import Stripe from 'stripe'
declare const stripe: Stripe
stripe.refunds.create({ payment_intent: 'pi_1', raeson: 'requested_by_customer' })
TS
check() { node node_modules/typescript/bin/tsc --noEmit --strict --skipLibCheck --module node16 --moduleResolution node16 --target es2022 --types node "$1"; }
check word.ts && echo "word.ts, with three words that are in no list: compiles"
named=$(check name.ts || true)
echo "name.ts, with a misspelt name: $named"
[[ $named == *"'raeson' does not exist"* ]]
