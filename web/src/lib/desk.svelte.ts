// The one attempt of this browser, driven to its end: sent until the server has answered, over whatever network, by
// every tab that shows it; only the tab in which somebody pressed Pay goes on to the bank.

import { cancelTopup, placeTopup, type Problem, type Topup, type Wish } from './api'
import { isOver, isPayable, judge, pause, place, send, unwant, type Attempt } from './attempt'
import { clearDraft } from './draft'
import { i18n } from './i18n.svelte'
import { go, orderAddress } from './route.svelte'
import { addRecent, attempts, local, session } from './storage'

const payingName = 'herlaad.paying'

export interface Trouble {
  reached: boolean // somebody answered, only not with a yes or a no
  tries: number
}

class Desk {
  attempt = $state.raw<Attempt>()
  trouble = $state.raw<Trouble>()
  refusal = $state.raw<Problem>() // of the attempt before this one: nothing came of it
  busy = $state(false)

  private driving = false
  private wake: (() => void) | undefined

  async open(): Promise<void> {
    attempts.watch(() => void this.look())
    addEventListener('pageshow', () => void this.look())
    addEventListener('online', () => this.tryNow())
    await this.look()
  }

  // Takes up what stands in the storage, whoever put it there.
  async look(): Promise<void> {
    this.attempt = await attempts.current()
    if (this.attempt.stage === 'sent') void this.drive()
    if (this.attempt.stage === 'placed' && this.attempt.unwanted) void this.cancel()
  }

  async pay(wish: Wish): Promise<void> {
    if (this.busy || this.attempt === undefined) return
    this.busy = true
    this.refusal = undefined
    const pressed = this.attempt.key
    const changed = await attempts.change(pressed, (attempt) => {
      // Whose press it was is known before anybody can have sent it.
      if (attempt.stage === 'choosing') session.setItem(payingName, attempt.key)
      return send(attempt, wish)
    })
    this.attempt = changed ?? (await attempts.current())
    this.busy = false
    if (this.attempt.stage === 'sent') void this.drive()
  }

  tryNow(): void {
    this.wake?.()
  }

  // The person wants out. Known to the server or not, it is driven to an end first.
  async giveUp(): Promise<void> {
    if (this.attempt === undefined) return
    this.attempt = (await attempts.change(this.attempt.key, unwant)) ?? this.attempt
    if (this.attempt.stage === 'placed') await this.cancel()
    else this.tryNow()
  }

  // A paid order goes on by itself; the next attempt is another one.
  async renew(): Promise<void> {
    if (this.attempt) await attempts.end(this.attempt.key)
    this.refusal = undefined
    await this.look()
  }

  // What any page learns about an order.
  learn(topup: Topup): void {
    if (this.attempt?.stage !== 'placed' || this.attempt.id !== topup.id) return
    if (!isPayable(topup.state) && topup.state !== 'cancelled' && topup.state !== 'expired') {
      const at = new Date(topup.created_at).getTime()
      clearDraft() // what was bought is not bought again by going back
      addRecent(local, { msisdn: topup.msisdn, amount: topup.amount.amount, at: Math.min(at, Date.now()) })
    }
    if (isOver(topup.state)) void this.renew()
  }

  goToBank(): void {
    if (this.attempt?.stage !== 'placed' || this.attempt.payUrl === '') return
    const { id, payUrl } = this.attempt
    // Back from the bank leads to the order, never to a form that could be sent once more.
    go(orderAddress(i18n.lang, id))
    location.assign(payUrl)
  }

  private async drive(): Promise<void> {
    if (this.driving) return
    this.driving = true
    for (let tries = 1; this.attempt?.stage === 'sent'; ++tries) {
      const { key, wish } = this.attempt
      const reply = await placeTopup(wish, key, i18n.lang)
      const verdict = judge(reply)
      if (verdict === 'placed' && reply.kind === 'ok') await this.placed(key, reply.body)
      else if (verdict === 'refused' && reply.kind === 'problem') await this.refused(key, reply.problem)
      else {
        this.trouble = { reached: reply.kind !== 'silent', tries }
        await this.rest(pause(tries, reply.kind === 'problem' ? reply.retryAfter : undefined))
        this.attempt = await attempts.current() // another tab may have had an answer
      }
    }
    this.trouble = undefined
    this.driving = false
  }

  private async placed(key: string, topup: Topup): Promise<void> {
    this.attempt = (await attempts.change(key, (attempt) => place(attempt, topup))) ?? (await attempts.current())
    if (this.attempt.stage !== 'placed' || this.attempt.key !== key) return
    if (this.attempt.unwanted) return void this.cancel()
    const mine = session.getItem(payingName) === key
    session.removeItem(payingName)
    if (mine && isPayable(topup.state)) this.goToBank()
  }

  private async refused(key: string, problem: Problem): Promise<void> {
    await attempts.end(key)
    session.removeItem(payingName)
    this.refusal = problem
    this.attempt = await attempts.current()
  }

  private async cancel(): Promise<void> {
    if (this.busy || this.attempt?.stage !== 'placed') return
    this.busy = true
    const { id } = this.attempt
    const reply = await cancelTopup(id)
    this.busy = false
    if (reply.kind === 'ok') this.learn(reply.body)
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms)
      this.wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }
}

export const desk = new Desk()
