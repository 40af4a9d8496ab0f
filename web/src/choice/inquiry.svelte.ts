// What is known about the number that somebody has typed: who has it, and what it can have.

import { fetchQuote, type Offer, type Problem, type Quote } from '../lib/api'

const settleMs = 150

export class Inquiry {
  quote = $state.raw<Quote>()
  problem = $state.raw<Problem>() // the server's word about the number itself
  failed = $state(false)
  asking = $state(false)

  private stop: AbortController | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  // Forgets what was known and asks about this number; about none when it is not one yet.
  about(msisdn: string | undefined): void {
    this.drop()
    this.quote = undefined
    this.problem = undefined
    this.failed = false
    this.asking = msisdn !== undefined
    if (msisdn !== undefined) this.timer = setTimeout(() => void this.ask(msisdn), settleMs)
  }

  // Asks anew, keeping what is shown until the answer is here.
  async ask(msisdn: string, operator?: string): Promise<void> {
    this.drop()
    const stop = new AbortController()
    this.stop = stop
    this.asking = true
    const reply = await fetchQuote(msisdn, operator, stop.signal)
    if (stop.signal.aborted) return
    this.asking = false
    this.failed = reply.kind === 'broken' || reply.kind === 'silent'
    if (reply.kind === 'problem') {
      if (reply.problem.status >= 500 || reply.problem.status === 429) this.failed = true
      else this.problem = reply.problem
    }
    if (reply.kind === 'ok') this.quote = operator ? this.merged(reply.body) : reply.body
  }

  offerOf(operator: string | undefined): Offer | undefined {
    return this.quote?.offers.find((offer) => offer.operator === operator)
  }

  private merged(quote: Quote): Quote {
    const others = this.quote?.offers.filter((offer) => !quote.offers.some((one) => one.operator === offer.operator))
    return { ...quote, offers: [...(others ?? []), ...quote.offers] }
  }

  private drop(): void {
    clearTimeout(this.timer)
    this.stop?.abort()
  }
}

// Which part of the page a refusal belongs to.
export type Place = 'number' | 'operator' | 'amount' | 'pay'
export function placeOf(code: string): Place {
  if (code.startsWith('msisdn_')) return 'number'
  if (code.startsWith('number_')) return 'operator'
  if (['wrong_operator', 'operator_unknown'].includes(code)) return 'operator'
  if (['amount_not_on_sale', 'above_payment_limit', 'amount_not_possible_now'].includes(code)) return 'amount'
  return 'pay'
}
