// What an order's page says: in this order what happened, whether money was taken, and what to do next. Keys of texts
// only, no words.

import type { Refund, Topup } from './api'
import type { Key } from './i18n.svelte'

export type Mood = 'good' | 'wait' | 'stop' | 'neutral'
export type Mark = 'done' | 'moving' | 'ahead' | 'stopped'

// What stands in the place of {…} in a sentence; the page renders it.
export interface Facts {
  total: Topup['total']
  back: Topup['total'] // what goes or went back
}

export interface Step {
  mark: Mark
  text: Key
  at?: string
  more?: Key
  amount?: Topup['total']
}

export interface Story {
  mood: Mood
  headline: Key
  money: Key[] // whether money was taken, and where it is
  next: Key[] // what to do, or that there is nothing to do
  steps: Step[]
  facts: Facts
  canPay: boolean
  canCancel: boolean
  moves: boolean // more is to come
}

const counts = (refund: Refund) => refund.state !== 'withdrawn' && refund.state !== 'refused'

function givenBack(topup: Topup): Topup['total'] {
  const amount = (topup.refunds ?? []).filter(counts).reduce((sum, refund) => sum + refund.amount.amount, 0)
  return { amount: amount || topup.total.amount, currency: topup.total.currency }
}

const isCash = (topup: Topup) => topup.tender === 'cash'

const refusals: Record<string, Key> = {
  unknown_number: 'order.refusal.unknown_number',
  barred: 'order.refusal.barred',
  unavailable: 'order.refusal.unavailable',
  declined: 'order.refusal.declined',
  not_found: 'order.refusal.unavailable',
  not_activated: 'order.refusal.not_activated',
  balance_full: 'order.refusal.balance_full',
  unreachable: 'order.refusal.unavailable',
}

const closings: Record<string, Key> = {
  declined: 'order.closed.declined',
  unavailable: 'order.closed.unavailable',
  expired: 'order.closed.expired',
}

const attentions: Record<string, Key> = {
  delivery_unknown: 'order.attention.delivery_unknown',
  refund_unknown: 'order.attention.refund_unknown',
  refund_refused: 'order.attention.refund_unknown',
  payment_unknown: 'order.attention.payment_unknown',
  credited_and_refunded: 'order.attention.credited_and_refunded',
  pin_instead_of_credit: 'order.attention.pin_instead_of_credit',
  cash_refund_due: 'order.attention.cash_refund_due',
  too_many_charges: 'order.attention.too_many_charges',
}

type Words = Pick<Story, 'mood' | 'headline' | 'money' | 'next'> & Partial<Story>

const safe = (topup: Topup): Key => (isCash(topup) ? 'order.safe_cash' : 'order.safe')

function words(topup: Topup): Words {
  const cash = isCash(topup)
  switch (topup.state) {
    case 'awaiting_payment':
      if (topup.payment?.state === 'closing') {
        return { mood: 'wait', headline: 'order.closing.headline', money: ['order.closing.money'], next: ['order.closing.next'] }
      }
      return {
        mood: 'wait',
        headline: 'order.awaiting.headline',
        money: ['order.awaiting.money'],
        next: ['order.awaiting.just_paid', 'order.awaiting.until'],
        canPay: true,
        canCancel: true,
      }
    case 'paid':
    case 'delivering':
      return { mood: 'wait', headline: 'order.moving.headline', money: ['order.paid', safe(topup)], next: ['order.close_page'] }
    case 'delivery_unknown':
      return { mood: 'wait', headline: 'order.unknown.headline', money: ['order.paid', safe(topup)], next: ['order.close_page'] }
    case 'delivered':
      return { mood: 'good', headline: 'order.delivered.headline', money: ['order.delivered.money'], next: [], moves: false }
    case 'refunding':
      return {
        mood: 'wait',
        headline: 'order.refunding.headline',
        money: [cash ? 'order.refunding.money_cash' : 'order.refunding.money'],
        next: ['order.refunding.next', 'order.close_page'],
      }
    case 'refunded':
      return {
        mood: 'neutral',
        headline: 'order.refunded.headline',
        money: [cash ? 'order.refunded.money_cash' : 'order.refunded.money'],
        next: cash ? ['order.refunded.nothing'] : ['order.refunded.next'],
        moves: false,
      }
    case 'cancelled':
    case 'expired':
      return {
        mood: 'stop',
        headline: closings[topup.payment?.reason ?? ''] ?? (topup.state === 'expired' ? 'order.closed.expired' : 'order.closed.cancelled'),
        money: ['order.closed.money'],
        next: ['order.closed.next'],
        moves: false,
      }
    case 'attention': {
      const due = topup.attention === 'cash_refund_due'
      return {
        mood: 'wait',
        headline: due ? 'order.attention.headline_cash' : 'order.attention.headline',
        money: [attentions[topup.attention ?? ''] ?? 'order.attention.other'],
        next: [due ? 'order.attention.quote_cash' : 'order.attention.quote'],
      }
    }
  }
}

const wasPaid = (topup: Topup) =>
  topup.payment?.state === 'paid' ||
  topup.tender === 'cash' ||
  ['paid', 'delivering', 'delivery_unknown', 'delivered', 'refunding', 'refunded'].includes(topup.state)

function paymentStep(topup: Topup): Step {
  if (wasPaid(topup)) {
    const at = topup.payment?.paid_at ?? (isCash(topup) ? topup.created_at : undefined)
    return { mark: 'done', text: 'step.paid', at, amount: topup.total }
  }
  if (topup.state === 'cancelled' || topup.state === 'expired') return { mark: 'stopped', text: 'step.not_paid' }
  return { mark: 'moving', text: 'step.payment' }
}

function operatorSteps(topup: Topup): Step[] {
  const asked = topup.delivery?.sent_at
  switch (topup.state) {
    case 'delivered':
      return [{ mark: 'done', text: 'step.credited_by', at: topup.delivered_at, amount: topup.credited }]
    case 'paid':
      return [{ mark: 'moving', text: 'step.operator', more: 'step.about_to_ask' }, { mark: 'ahead', text: 'step.credited' }]
    case 'delivering':
      return [{ mark: 'moving', text: 'step.operator', at: asked, more: 'step.asked' }, { mark: 'ahead', text: 'step.credited' }]
    case 'delivery_unknown':
      return [{ mark: 'moving', text: 'step.operator', at: asked, more: 'step.unclear' }, { mark: 'ahead', text: 'step.credited' }]
    case 'awaiting_payment':
      return [{ mark: 'ahead', text: 'step.operator' }, { mark: 'ahead', text: 'step.credited' }]
    case 'refunding':
    case 'refunded':
      return [{ mark: 'stopped', text: 'step.not_credited', at: topup.delivery?.settled_at, more: refusals[topup.refusal ?? ''] }]
    case 'attention':
      return [{ mark: 'moving', text: 'step.person', at: topup.attention_since }]
    case 'cancelled':
    case 'expired':
      return []
  }
}

function refundStep(refund: Refund): Step {
  const { amount } = refund
  switch (refund.state) {
    case 'confirmed':
    case 'paid_out':
      return { mark: 'done', text: 'step.given_back', at: refund.settled_at, amount }
    case 'due':
      return { mark: 'moving', text: 'step.to_hand_back', at: refund.created_at, amount }
    case 'refused':
      return { mark: 'stopped', text: 'step.not_given_back', at: refund.settled_at, amount }
    case 'withdrawn':
      return { mark: 'stopped', text: 'step.kept', at: refund.settled_at, amount }
    default:
      return { mark: 'moving', text: 'step.going_back', at: refund.created_at, amount }
  }
}

export function tell(topup: Topup): Story {
  return {
    canPay: false,
    canCancel: false,
    moves: true,
    facts: { total: topup.total, back: givenBack(topup) },
    steps: [paymentStep(topup), ...operatorSteps(topup), ...(topup.refunds ?? []).map(refundStep)],
    ...words(topup),
  }
}
