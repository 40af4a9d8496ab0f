// The status views that the double hands out: enough to show each kind of order. What a real server says of each is in
// src/domain/orders and in real.test.mjs.

import { readFileSync } from 'node:fs'

const english = JSON.parse(readFileSync(new URL('../../../messages/en.json', import.meta.url), 'utf8'))
const names = { proximus: 'Proximus', telenet: 'Telenet (BASE prepaid)', orange: 'Orange' }

const sentence = (code, values) => ({ code, text: english[code] ?? code, ...(values ? { values } : {}) })
const step = (mark, code, more = {}) => ({ mark, what: sentence(code, more.values), ...more, values: undefined })

const closings = { declined: 'order.closed.declined', unavailable: 'order.closed.unavailable', time_over: 'order.closed.expired' }

const views = {
  awaiting_payment: (topup) =>
    topup.payment.state === 'closing'
      ? { mood: 'wait', headline: sentence('order.closing.headline'), money: [sentence('order.closing.money')], next: [sentence('order.closing.next')], steps: [step('moving', 'step.payment')] }
      : {
          mood: 'wait', headline: sentence('order.awaiting.headline'), money: [sentence('order.awaiting.unheard')],
          next: [sentence('order.awaiting.just_paid'), sentence('order.awaiting.until', { time: { at: topup.expires_at, as: 'moment' } })],
          steps: [step('moving', 'step.payment')], can_pay: true, can_cancel: true,
        },
  delivered: (topup) => ({
    mood: 'good', headline: sentence('order.delivered.headline', { credited: topup.credited }),
    money: [sentence('order.delivered.money', { total: topup.total, vat: topup.vat })],
    next: [sentence('order.delivered.valid', { date: { at: topup.valid_until, as: 'day' } })],
    steps: [paidStep(topup), { ...step('done', 'step.credited_by', { values: { operator: names[topup.operator] } }), at: topup.delivered_at, amount: topup.credited }],
  }),
  moving: (topup, headline, more) => ({
    mood: 'wait', headline,
    money: [sentence('order.paid', { total: topup.total }), sentence('order.safe', { operator: names[topup.operator], source: { code: 'source.card' } })],
    next: [sentence('order.close_page')],
    steps: [paidStep(topup), { ...step('moving', 'step.operator', { values: { operator: names[topup.operator] } }), more: sentence(more) }, step('ahead', 'step.credited')],
  }),
  back: (topup, which) => ({
    mood: which === 'refunded' ? 'neutral' : 'wait', headline: sentence(`order.${which}.headline`),
    money: [sentence(`order.${which}.money`, { amount: topup.total, source: { code: 'source.card' } })],
    next: [sentence(`order.${which}.next`)],
    steps: [paidStep(topup), step('stopped', 'step.not_credited'), { ...step(which === 'refunded' ? 'done' : 'moving', which === 'refunded' ? 'step.given_back' : 'step.going_back'), amount: topup.total }],
  }),
  closed: (topup) => ({
    mood: 'stop', headline: sentence(closings[topup.reason] ?? 'order.closed.cancelled'), money: [sentence('order.closed.money')],
    next: [sentence('order.closed.next')], steps: [step('stopped', 'step.not_paid')],
  }),
  attention: (topup) => ({
    mood: 'attention', headline: sentence('order.attention.headline'),
    money: [sentence('order.attention.delivery_unknown', { total: topup.total, operator: names[topup.operator] })],
    next: [sentence('order.attention.quote', { reference: topup.reference })],
    steps: [paidStep(topup), step('moving', 'step.person')],
  }),
}

const paidStep = (topup) => ({ ...step('done', 'step.paid'), at: topup.created_at, amount: topup.total })

function viewOf(topup) {
  switch (topup.state) {
    case 'awaiting_payment':
    case 'delivered':
      return views[topup.state](topup)
    case 'paid':
      return views.moving(topup, sentence('order.moving.headline'), 'step.to_be_sent')
    case 'delivering':
      return views.moving(topup, sentence('order.moving.headline'), 'step.asked')
    case 'delivery_unknown':
      return views.moving(topup, sentence('order.unknown.headline', { operator: names[topup.operator] }), 'step.unclear')
    case 'refunding':
    case 'refunded':
      return views.back(topup, topup.state)
    case 'attention':
      return views.attention(topup)
    default:
      return views.closed(topup)
  }
}

const over = ['delivered', 'refunded', 'cancelled', 'expired']
export const statusOf = (topup) => ({
  can_pay: false, can_cancel: false, look_again_seconds: over.includes(topup.state) ? 0 : 5, ...viewOf(topup), ...topup.says,
})
