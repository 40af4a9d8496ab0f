// Uses the stand-in for Stripe through Stripe's official library: what the library sends is accepted, and what the stand-in
// answers and sends is understood. `HERLAAD=… node run.mjs` prints a line for each promise that holds.
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { secretKey, startShop, until, webhookSecret, withStandIn } from './server.mjs'

const options = (port, more = {}) => ({ host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...more })

const sessionOf = (order, more = {}) => ({
  mode: 'payment',
  ui_mode: 'hosted_page',
  success_url: 'https://shop.example/orders/{CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example/orders/back',
  client_reference_id: order,
  metadata: { order },
  payment_intent_data: { metadata: { order }, description: `Top-up ${order}`, statement_descriptor_suffix: 'HERLAAD' },
  allowed_payment_method_types: ['card'],
  line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 1500, product_data: { name: 'Top-up' } } }],
  locale: 'nl',
  adaptive_pricing: { enabled: false },
  expires_at: Math.floor(Date.now() / 1000) + 45 * 60,
  ...more,
})

async function control(port, path, body = {}) {
  const response = await fetch(`http://127.0.0.1:${port}/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  assert.equal(response.status, 200, JSON.stringify(answer))
  return answer
}

const fails = async (promise, type, more = {}) => {
  const error = await promise.then(
    () => assert.fail(`no ${type}`),
    (caught) => caught,
  )
  assert.equal(error.constructor.name, type, error.stack)
  for (const [name, value] of Object.entries(more)) assert.equal(error[name], value, `${name} of ${error.message}`)
  return error
}

// The world of a promise: the library, the stand-in's port, and the shop that receives webhooks.
const promises = {
  'a session is created and read': async ({ stripe }) => {
    const session = await stripe.checkout.sessions.create(sessionOf('tu_1'))
    assert.equal(session.status, 'open')
    assert.equal(session.ui_mode, 'hosted_page')
    assert.equal(session.amount_total, 1500)
    assert.match(session.lastResponse.requestId, /^req_/)
    const read = await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items'] })
    assert.equal(read.client_reference_id, 'tu_1')
    assert.equal(read.line_items.data[0].description, 'Top-up')
    const page = await fetch(read.url)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /€ 15,00|€\u00a015,00/)
  },

  'every payment method has sessions': async ({ stripe }) => {
    for (const method of ['card', 'bancontact', 'paypal', 'alipay', 'wechat_pay']) {
      const client = method === 'wechat_pay' ? { payment_method_options: { wechat_pay: { client: 'web' } } } : {}
      const session = await stripe.checkout.sessions.create(sessionOf('tu_m', { allowed_payment_method_types: [method], ...client }))
      assert.deepEqual(session.payment_method_types, [method])
    }
  },

  'a session expires once': async ({ stripe }) => {
    const session = await stripe.checkout.sessions.create(sessionOf('tu_2'))
    assert.equal((await stripe.checkout.sessions.expire(session.id)).status, 'expired')
    await fails(stripe.checkout.sessions.expire(session.id), 'StripeInvalidRequestError', { statusCode: 400 })
  },

  'lists page by themselves, newest first': async ({ stripe }) => {
    for (let i = 0; i < 5; i += 1) await stripe.customers.create({ name: `c${i}` })
    const names = []
    for await (const customer of stripe.customers.list({ limit: 2 })) names.push(customer.name)
    assert.deepEqual(names.slice(0, 5), ['c4', 'c3', 'c2', 'c1', 'c0'])
  },

  'a payment is refunded in parts, and no further': async ({ stripe, pay }) => {
    const { intent } = await pay('tu_3')
    assert.equal(intent.status, 'succeeded')
    assert.equal(intent.latest_charge.balance_transaction.type, 'charge')
    const part = await stripe.refunds.create({ payment_intent: intent.id, amount: 500, metadata: { order: 'tu_3' } })
    assert.equal(part.status, 'succeeded')
    await fails(stripe.refunds.create({ payment_intent: intent.id, amount: 1001 }), 'StripeInvalidRequestError', { param: 'amount' })
    await stripe.refunds.create({ payment_intent: intent.id })
    await fails(stripe.refunds.create({ payment_intent: intent.id }), 'StripeInvalidRequestError', { code: 'charge_already_refunded' })
    assert.equal((await stripe.refunds.list({ payment_intent: intent.id })).data.length, 2)
    const moved = await stripe.balanceTransactions.list({ type: 'refund', expand: ['data.source'] })
    assert.equal(moved.data[0].source.object, 'refund')
  },

  'errors are the classes of the library': async ({ port, stripe }) => {
    const other = new Stripe('sk_test_wrong', options(port))
    await fails(other.charges.list(), 'StripeAuthenticationError', { statusCode: 401 })
    await fails(stripe.checkout.sessions.retrieve('cs_test_none'), 'StripeInvalidRequestError', { code: 'resource_missing', statusCode: 404 })
    await fails(stripe.checkout.sessions.create({ ...sessionOf('tu_4'), sucess_url: 'x' }), 'StripeInvalidRequestError', {
      code: 'parameter_unknown',
      param: 'sucess_url',
    })
    await control(port, 'faults', { fault: 'rate_limit_429', retry_after_s: 3 })
    const limited = await fails(stripe.charges.list(), 'StripeRateLimitError', { statusCode: 429 })
    assert.equal(limited.headers['retry-after'], '3')
    await control(port, 'faults', { fault: 'load_shedding_503' })
    await fails(stripe.charges.list(), 'StripeAPIError', { statusCode: 503 })
  },

  'an Idempotency-Key keeps its answer, a 500 too': async ({ port, stripe }) => {
    const first = await stripe.customers.create({ name: 'k' }, { idempotencyKey: 'k1' })
    const again = await stripe.customers.create({ name: 'k' }, { idempotencyKey: 'k1' })
    assert.equal(again.id, first.id)
    assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true')
    await fails(stripe.customers.create({ name: 'other' }, { idempotencyKey: 'k1' }), 'StripeIdempotencyError', { statusCode: 400 })
    await control(port, 'faults', { fault: 'error_500_after' })
    await fails(stripe.customers.create({ name: 'once' }, { idempotencyKey: 'k2' }), 'StripeAPIError', { statusCode: 500 })
    await fails(stripe.customers.create({ name: 'once' }, { idempotencyKey: 'k2' }), 'StripeAPIError', { statusCode: 500 })
    const found = (await stripe.customers.list({ limit: 100 })).data.filter((each) => each.name === 'once')
    assert.equal(found.length, 1)
  },

  'a lost answer is a connection error, and the same key finds it': async ({ port, stripe }) => {
    const hasty = new Stripe(secretKey, options(port, { timeout: 300 }))
    await control(port, 'faults', { fault: 'timeout_after', delay_ms: 2000 })
    await fails(hasty.customers.create({ name: 'lost' }, { idempotencyKey: 'k3' }), 'StripeConnectionError')
    const found = await stripe.customers.create({ name: 'lost' }, { idempotencyKey: 'k3' })
    assert.equal(found.lastResponse.headers['idempotent-replayed'], 'true')
  },

  'a saved card pays without the payer, or is declined': async ({ port, stripe, pay }) => {
    const customer = await stripe.customers.create({ email: 'jan@example.com' })
    const data = sessionOf('tu_5').payment_intent_data
    const { intent } = await pay('tu_5', { customer: customer.id, payment_intent_data: { ...data, setup_future_usage: 'off_session' } })
    const asked = {
      amount: 2500,
      currency: 'eur',
      customer: customer.id,
      payment_method: intent.payment_method,
      allowed_payment_method_types: ['card'],
      off_session: true,
      confirm: true,
    }
    const paid = await stripe.paymentIntents.create(asked)
    assert.equal(paid.status, 'succeeded')
    assert.deepEqual(paid.payment_method_types, ['card'])
    await control(port, `payment_methods/${intent.payment_method}`, { behaviour: 'insufficient_funds' })
    const declined = await fails(stripe.paymentIntents.create(asked), 'StripeCardError', { code: 'card_declined', statusCode: 402 })
    assert.equal(declined.decline_code, 'insufficient_funds')
    const older = new Stripe(secretKey, options(port, { apiVersion: '2026-08-26.dahlia' }))
    await fails(older.paymentIntents.create(asked), 'StripeInvalidRequestError', { param: 'allowed_payment_method_types[0]' })
  },

  'a dispute takes the money and gives it back': async ({ port, stripe, pay }) => {
    const { intent } = await pay('tu_6')
    const { id } = await control(port, `charges/${intent.latest_charge.id}`, { status: 'needs_response' })
    await fails(stripe.refunds.create({ payment_intent: intent.id }), 'StripeInvalidRequestError', { code: 'charge_disputed' })
    const sent = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'Delivered at 14:02' } })
    assert.equal(sent.status, 'under_review')
    await control(port, `disputes/${id}`, { status: 'won' })
    const won = await stripe.disputes.retrieve(id)
    assert.deepEqual(won.balance_transactions.map((each) => each.amount), [-1500, 1500])
  },

  'webhooks are verified by the library': async ({ stripe, shop, pay }) => {
    const { session, intent } = await pay('tu_7')
    const sent = await shop.find((event) => event.type === 'checkout.session.completed' && event.data.object.id === session.id)
    const event = stripe.webhooks.constructEvent(sent.body, sent.signature, webhookSecret)
    assert.equal(event.data.object.payment_intent, intent.id)
    assert.equal((await stripe.events.retrieve(event.id)).type, 'checkout.session.completed')
    const altered = sent.body.replace('1500', '1501')
    assert.throws(() => stripe.webhooks.constructEvent(altered, sent.signature, webhookSecret), { name: /Error/ })
    assert.throws(() => stripe.webhooks.constructEvent(sent.body, sent.signature, 'whsec_other'))
  },

  'thin events are parsed and fetched by the library': async ({ port, stripe, shop, pay }) => {
    await control(port, 'webhooks', { thin: 'both' })
    const { intent } = await pay('tu_8')
    await control(port, 'webhooks', { thin: 'off' })
    const sent = await shop.find((event) => event.type === 'v1.payment_intent.succeeded' && event.related_object.id === intent.id)
    const notice = stripe.parseEventNotification(sent.body, sent.signature, webhookSecret)
    assert.equal(notice.related_object.type, 'payment_intent')
    assert.equal((await notice.fetchRelatedObject()).status, 'succeeded')
    assert.equal((await notice.fetchEvent()).type, 'v1.payment_intent.succeeded')
    assert.throws(() => stripe.webhooks.constructEvent(sent.body, sent.signature, webhookSecret), 'a thin event is no classic one')
  },

  'webhooks are repeated and reordered on demand': async ({ port, shop, pay }) => {
    // Those of this payment only: others may still be on their way.
    const ours = () => shop.received.map((each) => JSON.parse(each.body)).filter((event) => event.data?.object.metadata?.order === 'tu_9')
    await control(port, 'webhooks', { mode: 'hold' })
    await pay('tu_9')
    assert.equal(ours().length, 0)
    await control(port, 'webhooks/release', { order: 'reverse' })
    await control(port, 'webhooks', { mode: 'normal' })
    await until(() => ours().length === 4)
    const [last, , , first] = ours()
    assert.equal(last.type, 'checkout.session.completed')
    assert.equal(first.type, 'payment_intent.created')
    await control(port, `webhooks/${last.id}`)
    await until(() => ours().filter((event) => event.id === last.id).length === 2)
  },

  'a payout contains what it pays': async ({ port, stripe }) => {
    const payout = await control(port, 'payouts')
    const listed = await stripe.payouts.list({ limit: 1 })
    assert.equal(listed.data[0].id, payout.id)
    let total = 0
    for await (const moved of stripe.balanceTransactions.list({ payout: payout.id, limit: 100 })) total += moved.net
    assert.equal(total, 0)
  },
}

const shop = await startShop()
let kept = 0
await withStandIn(shop.url, async (port) => {
  const stripe = new Stripe(secretKey, options(port))
  const pay = async (order, more = {}) => {
    const session = await stripe.checkout.sessions.create(sessionOf(order, more))
    await control(port, `sessions/${session.id}`, { action: 'approve' })
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction'] })
    return { session: paid, intent: paid.payment_intent }
  }
  for (const [name, promise] of Object.entries(promises)) {
    try {
      await promise({ port, stripe, shop, pay })
      console.log(`kept: ${name}`)
      kept += 1
    } catch (error) {
      console.error(`broken: ${name}\n${error.stack}`)
      process.exitCode = 1
    }
  }
})
await shop.close()
assert.equal(kept, Object.keys(promises).length)
