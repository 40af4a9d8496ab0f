// A shop places top-ups by the API and hears of them by webhooks, which it verifies with the official library of Standard
// Webhooks. `HERLAAD=… node run.mjs` prints a line for each promise that holds.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { newDemo, startShop, until } from './server.mjs'

const shop = await startShop()
const demo = await newDemo()
await demo.start()
const made = demo.json('key', 'create', '--name', 'Web shop', '--scope', 'topup:cash', '--scope', 'webhook:manage')
const client = made.client

// A server that is too busy did nothing, and says so: it is asked again, as a client must.
async function api(method, path, body, headers = {}) {
  for (let tries = 0; ; ++tries) {
    const answer = await once(method, path, body, headers)
    if (answer.status !== 503 || tries === 50) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function once(method, path, body, headers) {
  const response = await fetch(`${demo.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : undefined }
}

async function buy(more = {}) {
  const body = { msisdn: '+32470123456', operator: 'proximus', amount: { amount: 1500, currency: 'EUR' }, tender: 'cash', ...more }
  const answer = await api('POST', '/v1/topups', body, { 'idempotency-key': randomUUID() })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

async function subscribe(path, events = ['topup.paid', 'topup.delivered', 'topup.refunded']) {
  const answer = await api('POST', '/v1/webhooks', { url: shop.url(path), events })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

const about = (path, topup, type) => shop.at(path).filter((each) => each.event.type === type && each.event.data.reference === topup.reference)
const first = (path, topup, type) => until(`${type} of ${topup.reference}`, () => about(path, topup, type)[0])
const deliveries = async (webhook) => (await api('GET', `/v1/webhooks/${webhook.id}/deliveries`)).body.deliveries

const promises = {
  'each event is delivered, and the library verifies it': async () => {
    const webhook = await subscribe('/events')
    const topup = await buy({ client_reference: 'Order 17', metadata: { basket: '17' } })
    for (const type of ['topup.paid', 'topup.delivered']) {
      const heard = await first('/events', topup, type)
      const event = new Webhook(webhook.secret).verify(heard.body, heard.headers)
      assert.equal(event.type, type)
      assert.equal(event.id, heard.headers['webhook-id'])
      assert.equal(event.data.client_reference, 'Order 17')
      assert.deepEqual(event.data.metadata, { basket: '17' })
      assert.throws(() => new Webhook(webhook.secret).verify(`${heard.body} `, heard.headers))
    }
    const { body: read } = await api('GET', `/v1/topups/${topup.id}`)
    const { status: ours, ...rest } = (await first('/events', topup, 'topup.delivered')).event.data
    const { status: theirs, ...expected } = read
    assert.ok(ours && theirs)
    assert.deepEqual(rest, expected, 'the top-up is the one that its client reads')
    const { body: found } = await api('GET', '/v1/topups?client_reference=Order%2017')
    assert.deepEqual(found.topups.map((each) => each.reference), [topup.reference])
  },

  'after a rotation both secrets verify': async () => {
    const old = await subscribe('/rotated')
    const { body: rotated } = await api('POST', `/v1/webhooks/${old.id}/rotate`, { old_valid_for_seconds: 600 })
    assert.notEqual(rotated.secret, old.secret)
    const heard = await first('/rotated', await buy(), 'topup.paid')
    assert.equal(heard.headers['webhook-signature'].split(' ').length, 2)
    new Webhook(rotated.secret).verify(heard.body, heard.headers)
    new Webhook(old.secret).verify(heard.body, heard.headers)
    const { body: again } = await api('POST', `/v1/webhooks/${old.id}/rotate`, { old_valid_for_seconds: 0 })
    await api('POST', `/v1/webhooks/${old.id}/test`)
    const test = await until('the test event', () => shop.at('/rotated').find((each) => each.event.type === 'webhook.test'))
    new Webhook(again.secret).verify(test.body, test.headers)
    assert.throws(() => new Webhook(rotated.secret).verify(test.body, test.headers))
  },

  'a receiver that fails is tried again under the same id': async () => {
    const webhook = await subscribe('/failing', ['topup.paid'])
    shop.answers.status = 500
    const topup = await buy()
    const heard = await first('/failing', topup, 'topup.paid')
    const failing = await until('the failure is shown', async () => (await deliveries(webhook)).find((each) => each.last_answer === 'HTTP 500'))
    assert.equal(failing.state, 'pending')
    assert.ok(failing.next_attempt_at)
    shop.answers.status = 204
    const delivered = await until('it is delivered', async () => (await deliveries(webhook)).find((each) => each.state === 'delivered'))
    assert.equal(delivered.id, heard.headers['webhook-id'])
    assert.ok(delivered.attempts >= 2)
    assert.equal(new Set(about('/failing', topup, 'topup.paid').map((each) => each.headers['webhook-id'])).size, 1)
  },

  'a delivery is replayed under the same id': async () => {
    const webhook = await subscribe('/replayed', ['topup.paid'])
    const topup = await buy()
    const heard = await first('/replayed', topup, 'topup.paid')
    await until('it is recorded', async () => (await deliveries(webhook))[0].state === 'delivered')
    const answer = await api('POST', `/v1/webhooks/${webhook.id}/deliveries/${heard.headers['webhook-id']}/replay`)
    assert.equal(answer.status, 202)
    await until('it arrives again', () => about('/replayed', topup, 'topup.paid').length === 2)
    assert.equal(about('/replayed', topup, 'topup.paid')[1].headers['webhook-id'], heard.headers['webhook-id'])
  },

  'the command line does the same': async () => {
    const webhook = demo.json('webhook', 'create', '--client', client, '--url', shop.url('/cli'), '--event', 'topup.paid')
    assert.match(webhook.secret, /^whsec_/)
    assert.ok(demo.json('webhook', 'list', '--client', 'Web shop').webhooks.some((each) => each.id === webhook.id))
    const sent = demo.json('webhook', 'test', webhook.id)
    await until('the test event', () => shop.at('/cli').some((each) => each.headers['webhook-id'] === sent.id))
    const listed = await until('it is recorded', () => {
      const all = demo.json('webhook', 'deliveries', webhook.id).deliveries
      return all[0].state === 'delivered' && all
    })
    assert.equal(listed.length, 1)
    demo.json('webhook', 'replay', webhook.id, sent.id)
    await until('it arrives again', () => shop.at('/cli').length === 2)
    const rotated = demo.json('webhook', 'rotate', webhook.id, '--old-valid-for', '1 h')
    assert.ok(rotated.old_secret_until)
    assert.equal(demo.json('webhook', 'disable', webhook.id).disabled, true)
    assert.throws(() => demo.json('webhook', 'test', webhook.id))
    assert.equal(demo.json('webhook', 'show', webhook.id).disabled_by, 'client')
    assert.match(demo.run('webhook', 'delete', webhook.id), /Deleted/)
    assert.throws(() => demo.json('webhook', 'show', webhook.id))
  },

  'a crash between commit and delivery loses nothing': async () => {
    const webhook = await subscribe('/crash', ['topup.paid'])
    demo.run('hold')
    const topup = await buy()
    const [waiting] = await deliveries(webhook)
    assert.equal(waiting.attempts, 0)
    await demo.kill()
    await demo.start()
    assert.equal(shop.at('/crash').length, 0)
    demo.run('resume')
    const heard = await first('/crash', topup, 'topup.paid')
    assert.equal(heard.headers['webhook-id'], waiting.id)
    new Webhook(webhook.secret).verify(heard.body, heard.headers)
  },

  'a crash between two attempts keeps the id': async () => {
    await subscribe('/again', ['topup.paid'])
    shop.answers.status = 500
    const topup = await buy()
    const before = await first('/again', topup, 'topup.paid')
    await demo.kill()
    shop.answers.status = 204
    await demo.start()
    await until('it arrives after the crash', () => about('/again', topup, 'topup.paid').length > 1)
    const ids = new Set(about('/again', topup, 'topup.paid').map((each) => each.headers['webhook-id']))
    assert.deepEqual([...ids], [before.headers['webhook-id']])
  },
}

let kept = 0
try {
  for (const [name, promise] of Object.entries(promises)) {
    try {
      await promise()
      console.log(`kept: ${name}`)
      kept += 1
    } catch (error) {
      console.error(`broken: ${name}\n${error.stack}`)
      process.exitCode = 1
    }
    shop.answers.status = 204
  }
} finally {
  await demo.end()
  await shop.close()
}
assert.equal(kept, Object.keys(promises).length)
