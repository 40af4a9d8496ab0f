import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { State, Topup } from '../../src/lib/api'
import { tell } from '../../src/lib/story'

const english = JSON.parse(readFileSync(join(process.env.HERLAAD_WEB ?? '', '../messages/en.json'), 'utf8')) as Record<string, string>
const euros = (amount: number) => ({ amount, currency: 'EUR' })
const order = (state: State, more: Partial<Topup> = {}): Topup => ({
  id: 'tu_1.x', reference: 'tu_1', state, msisdn: '+32470123456', operator: 'orange', amount: euros(1500), fee: euros(0),
  total: euros(1500), vat: euros(260), tender: 'card', created_at: '2026-11-22T12:00:00Z',
  payment: { state: 'paid', url: '' }, ...more,
})

const states: State[] = ['awaiting_payment', 'paid', 'delivering', 'delivery_unknown', 'delivered', 'refunding', 'refunded', 'cancelled', 'expired', 'attention']
const attentions = ['delivery_unknown', 'refund_unknown', 'payment_unknown', 'refund_refused', 'credited_and_refunded', 'pin_instead_of_credit', 'cash_refund_due', 'too_many_charges', 'of_tomorrow']

for (const tender of ['card', 'cash']) {
  for (const state of states) {
    for (const attention of state === 'attention' ? attentions : [undefined]) {
      test(`${tender}, ${state} ${attention ?? ''}: says where the money is, in texts that exist`, () => {
        const story = tell(order(state, { tender, attention }))
        assert.ok(story.money.length > 0)
        const keys = [story.headline, ...story.money, ...story.next, ...story.steps.flatMap((step) => [step.text, ...(step.more ? [step.more] : [])])]
        for (const key of keys) assert.ok(key in english, key)
      })
    }
  }
}

test('only an open payment can be paid or cancelled', () => {
  const can = states.filter((state) => tell(order(state, { payment: { state: 'open', url: '' } })).canPay)
  assert.deepEqual(can, ['awaiting_payment'])
  assert.equal(tell(order('awaiting_payment', { payment: { state: 'closing', url: '' } })).canPay, false)
})

test('what goes back is the sum of what really does', () => {
  const refunds: Topup['refunds'] = [
    { amount: euros(1500), state: 'refused', created_at: '' },
    { amount: euros(1000), state: 'confirmed', created_at: '' },
    { amount: euros(500), state: 'sent', created_at: '' },
  ]
  assert.equal(tell(order('refunding', { refunds })).facts.back.amount, 1500)
})
