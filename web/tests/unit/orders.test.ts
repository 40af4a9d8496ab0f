import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { State, Topup, Wish } from '../../src/lib/api'
import { OrderList, creditedAt, entriesMax, entryMs, errandMs, givenUp, isOpen, learned, openLike, placed, read, without, type Entry } from '../../src/lib/orders'
import { PageVault } from '../../src/lib/vault'

const euros = (amount: number) => ({ amount, currency: 'EUR' })
const wish: Wish = { msisdn: '+32470123456', operator: 'proximus', tender: 'card', amount: euros(1500), total: euros(1500) }
const at = Date.parse('2026-11-22T12:00:00Z')
const order = (id: string, state: State = 'awaiting_payment', more: Partial<Topup> = {}): Topup => ({
  id, reference: id, state, msisdn: wish.msisdn, operator: 'proximus', amount: euros(1500), fee: euros(0), total: euros(1500),
  vat: euros(260), tender: 'card', created_at: new Date(at).toISOString(),
  status: {
    mood: 'wait', headline: { code: `headline.${state}`, text: state }, money: [], next: [], steps: [],
    can_pay: state === 'awaiting_payment', can_cancel: state === 'awaiting_payment', look_again_seconds: 0,
  },
  ...more,
})
const one = (state: State, more: Partial<Topup> = {}) => placed([], 'k', wish, order('tu_1', state, more), at)

test('an order stands in the list once, whichever tab hears of it first', () => {
  const entries = placed(one('awaiting_payment'), 'k', wish, order('tu_1', 'paid'), at)
  assert.equal(entries.length, 1)
  assert.equal(entries[0].last?.state, 'paid')
})

test('what cancels an order stays with it, whatever is learned later, also by a link that is made with another key', () => {
  const placing = one('awaiting_payment', { id: 'tu_1.old', cancel_token: 'c1' })
  const [known] = learned(placing, order('tu_1.new', 'awaiting_payment'))
  assert.equal(known.cancel, 'c1')
  assert.equal(known.id, 'tu_1.new')
  assert.equal(placed([known], 'k', wish, order('tu_1.new'), at)[0].cancel, 'c1')
  assert.equal(placed([known], 'k', wish, order('tu_1.new', 'awaiting_payment', { cancel_token: 'c2' }), at)[0].cancel, 'c2')
  assert.equal(one('awaiting_payment')[0].cancel, undefined)
})

test('where the link is sent is not kept once the order is there', () => {
  const entries = placed([], 'k', { ...wish, notify: { email: 'a@b.be' } }, order('tu_1'), at)
  assert.doesNotMatch(JSON.stringify(entries), /a@b/)
})

test('what is given up is sent as it was until somebody answers, for the order may be there', () => {
  const whole = { ...wish, notify: { email: 'a@b.be' } }
  const [entry] = givenUp([], 'k', whole, at)
  assert.deepEqual(entry, { wish: whole, at, key: 'k', unwanted: true })
  const [answered] = placed([entry], 'k', whole, order('tu_1'), at)
  assert.ok(answered.unwanted && answered.id === 'tu_1')
  const [cancelled] = learned([answered], order('tu_1', 'cancelled'))
  assert.ok(!cancelled.unwanted && !isOpen(cancelled))
})

test('given up just as another tab was answered: still cancelled', () => {
  const [entry] = givenUp(one('awaiting_payment'), 'k', wish, at)
  assert.ok(entry.unwanted && entry.id === 'tu_1')
})

test('what can no longer be cancelled is no longer asked to be', () => {
  const [entry] = learned(givenUp(one('awaiting_payment'), 'k', wish, at), order('tu_1', 'delivering'))
  assert.ok(!entry.unwanted && isOpen(entry))
})

test("somebody else's order, opened by its link, does not get into the list", () => {
  assert.deepEqual(learned(one('paid'), order('tu_2')), one('paid'))
})

test('only a credited number counts as topped up, and for some minutes only', () => {
  const delivered = { delivered_at: new Date(at).toISOString() }
  assert.equal(creditedAt(one('delivered', delivered), wish.msisdn, at + 60_000), at)
  assert.equal(creditedAt(one('delivered', delivered), wish.msisdn, at + 15 * 60_000), undefined)
  assert.equal(creditedAt(one('delivered', delivered), '+32470000000', at), undefined)
  for (const state of ['awaiting_payment', 'paid', 'delivering', 'refunding', 'refunded', 'cancelled', 'expired', 'attention'] as const) {
    assert.equal(creditedAt(one(state), wish.msisdn, at), undefined, state)
  }
})

const alike: [string, Entry[], boolean][] = [
  ['not yet paid', one('awaiting_payment'), true],
  ['under way', one('delivery_unknown'), true],
  ['looked into by somebody', one('attention'), true],
  ['delivered', one('delivered'), false],
  ['cancelled', one('cancelled'), false],
  ['being cancelled', givenUp(one('awaiting_payment'), 'k', wish, at), false],
]
for (const [name, entries, told] of alike) {
  test(`the same again while one is ${name}: ${told ? 'told of first' : 'nothing to tell'}`, () => {
    assert.equal(openLike(entries, wish) !== undefined, told)
    assert.equal(openLike(entries, { ...wish, amount: euros(2500) }), undefined)
    assert.equal(openLike(entries, { ...wish, msisdn: '+32470000000' }), undefined)
  })
}

test('the list has an end; what is open stays in it', () => {
  let entries = one('awaiting_payment')
  for (let i = 0; i < 3 * entriesMax; ++i) {
    const later = at + 1000 * (i + 1)
    entries = placed(entries, `k${i}`, wish, order(`tu_${i}`, 'delivered', { created_at: new Date(later).toISOString() }), later)
  }
  assert.equal(entries.length, entriesMax)
  assert.ok(entries.some((entry) => entry.key === 'k'))
  assert.equal(entries[0].key, `k${3 * entriesMax - 1}`)
})

test('old orders are forgotten, and what was given up and never answered much sooner', () => {
  const text = JSON.stringify([...one('delivered'), ...givenUp([], 'other', wish, at)])
  assert.equal(read(text, at + errandMs - 1).length, 2)
  assert.deepEqual(read(text, at + errandMs).map((entry) => entry.key), ['k'])
  assert.deepEqual(read(text, at + entryMs), [])
})

test('what somebody else has put in the storage is no list', () => {
  for (const text of [null, '', '{', '7', '{}', '[7]', '[null]', '[{"key":"k","at":1}]']) assert.deepEqual(read(text, at), [], String(text))
})

test('two tabs change the list one after the other', async () => {
  const vault = new PageVault()
  const tab = () => new OrderList(vault, () => at)
  await Promise.all([
    tab().change((entries, now) => placed(entries, 'a', wish, order('tu_1'), now)),
    tab().change((entries, now) => placed(entries, 'b', wish, order('tu_2'), now)),
  ])
  assert.deepEqual((await tab().all()).map((entry) => entry.key).sort(), ['a', 'b'])
  assert.deepEqual(await tab().change((entries) => without(without(entries, 'a'), 'b')), [])
})
