// The one attempt of this browser, driven to its end: sent until the server has answered, over whatever network, by
// every tab that shows it; only the tab in which somebody pressed Pay goes on to the bank. Beside it the list of the
// orders that came of earlier attempts, which block nothing.

import { cancelTopup, fetchTopup, placeTopup, type Problem, type Reply, type Topup, type Wish } from './api'
import { judge, pause, send, type Attempt } from './attempt'
import { clearDraft, readDraft } from './draft'
import { i18n } from './i18n.svelte'
import { readNumber } from './number'
import { givenUp, isSame, learned, openLike, orderList, placed, without, type Entry } from './orders'
import { go, orderAddress } from './route.svelte'
import { sessions } from './session'
import { attempts, session } from './storage'

const payingName = 'herlaad.paying'
// After this long without an answer the page says what is wrong.
const patienceMs = 10_000

export interface Trouble {
  reached: boolean // somebody answered, only not with a yes or a no
  unclear?: boolean // the server has, and it is not known what came of it
}

class Desk {
  attempt = $state.raw<Attempt>()
  orders = $state.raw<Entry[]>([])
  trouble = $state.raw<Trouble>()
  refusal = $state.raw<Problem>() // of the attempt before this one: nothing came of it
  standing = $state.raw<Entry>() // an open order, to be told of before the same or something else is ordered
  busy = $state(false)

  private driving = false
  private erranding = false
  private readonly resting = new Set<() => void>()

  async open(): Promise<void> {
    attempts.watch(() => void this.look())
    orderList.watch(() => void this.look())
    addEventListener('pageshow', () => void this.look())
    addEventListener('online', () => this.tryNow())
    await this.look()
  }

  // Takes up what stands in the storage, whoever put it there.
  async look(): Promise<void> {
    this.orders = await orderList.all()
    this.attempt = await attempts.current()
    if (this.attempt.stage === 'sent') void this.drive()
    void this.runErrands()
  }

  // `anyway`: somebody has been told of the open order, and wants this one as well.
  async pay(wish: Wish, anyway = false): Promise<void> {
    if (this.busy || this.attempt === undefined) return
    this.busy = true
    this.refusal = undefined
    this.orders = await orderList.all()
    this.standing = anyway ? undefined : openLike(this.orders, wish)
    if (!this.standing) await this.press(wish, this.attempt.key)
    this.busy = false
    if (this.attempt.stage === 'sent') void this.drive()
  }

  private async press(wish: Wish, pressed: string): Promise<void> {
    const changed = await attempts.change(pressed, (attempt) => {
      // Whose press it was is known before anybody can have sent it.
      if (attempt.stage === 'choosing') session.setItem(payingName, attempt.key)
      return send(attempt, wish)
    })
    this.attempt = changed ?? (await attempts.current())
    if (changed) return
    // Another tab was quicker: nothing is sent before this is seen.
    this.orders = await orderList.all()
    this.standing = this.orders.find((one) => one.key === pressed)
  }

  tryNow(): void {
    for (const wake of this.resting) wake()
  }

  // The person wants out before anybody has answered. It is driven to an end beside whatever is chosen next.
  async giveUp(): Promise<void> {
    if (this.attempt?.stage !== 'sent') return
    const { key, wish } = this.attempt
    const unclear = this.trouble?.unclear === true
    this.orders = await orderList.change((entries, now) => givenUp(entries, key, wish, now, unclear))
    await attempts.end(key)
    session.removeItem(payingName)
    this.attempt = await attempts.current()
    this.tryNow()
    void this.runErrands()
  }

  // What any page learns about an order.
  async learn(topup: Topup): Promise<void> {
    if (!this.orders.some((one) => isSame(one.id, topup.id))) return
    this.orders = await orderList.change((entries) => learned(entries, topup))
  }

  // What cancels the order; only where it was placed is there such a thing.
  cancelTokenOf(id: string): string | undefined {
    return this.orders.find((one) => isSame(one.id, id))?.cancel
  }

  // The server's word that there is no such order: nothing is left to come back to.
  async forget(key: string): Promise<void> {
    this.orders = await orderList.change((entries) => without(entries, key))
  }

  // Nobody who comes after is to see what was bought here.
  async erase(): Promise<void> {
    clearDraft()
    this.standing = undefined
    this.orders = await orderList.change(() => [])
  }

  private async drive(): Promise<void> {
    if (this.driving) return
    this.driving = true
    const patience = setTimeout(() => (this.trouble ??= { reached: true }), patienceMs)
    for (let tries = 1; this.attempt?.stage === 'sent'; ++tries) {
      const { key, wish } = this.attempt
      const reply = await this.place(wish, key)
      const verdict = judge(reply)
      if (verdict === 'placed' && reply.kind === 'ok') await this.placed(key, wish, reply.body)
      else if (verdict === 'refused' && reply.kind === 'problem') await this.refused(key, reply.problem)
      else await this.later(key, reply, tries, verdict === 'unclear')
    }
    clearTimeout(patience)
    this.trouble = undefined
    this.driving = false
  }

  private async place(wish: Wish, key: string): Promise<Reply<Topup>> {
    const session = await sessions.current()
    if (session.kind !== 'ok') return session
    const reply = await placeTopup(wish, key, session.body, i18n.lang)
    if (reply.kind === 'problem' && reply.problem.code === 'session_required') await sessions.drop(session.body)
    return reply
  }

  private async later(key: string, reply: Reply<Topup>, tries: number, unclear: boolean): Promise<void> {
    // What was unclear once stays so until the server says how it stands.
    this.trouble = { reached: reply.kind !== 'silent', unclear: unclear || this.trouble?.unclear === true }
    await this.rest(pause(tries, reply.kind === 'problem' ? reply.retryAfter : undefined))
    this.attempt = await attempts.current()
    if (this.attempt.key === key) return
    // Another tab has had an answer in the meantime.
    this.orders = await orderList.all()
    const entry = this.orders.find((one) => one.key === key)
    if (entry?.id !== undefined && !entry.unwanted) this.arrived(key, entry.wish, entry.id)
  }

  private async placed(key: string, wish: Wish, topup: Topup): Promise<void> {
    this.orders = await orderList.change((entries, now) => placed(entries, key, wish, topup, now))
    await attempts.end(key)
    const entry = this.orders.find((one) => one.key === key)
    if (entry?.unwanted) {
      this.attempt = await attempts.current()
      return void this.runErrands()
    }
    this.arrived(key, wish, topup.id, topup.status.can_pay ? topup.payment?.url : undefined)
    this.attempt = await attempts.current()
  }

  // Only where it was pressed does it lead away; elsewhere it is told of before anything else is ordered.
  private arrived(key: string, wish: Wish, id: string, payUrl?: string): void {
    const draft = readDraft()
    const read = readNumber(draft.number)
    // What was ordered is not ordered again by going back.
    if (read.ok && read.msisdn === wish.msisdn && draft.amount === wish.amount.amount) clearDraft()
    const mine = session.getItem(payingName) === key
    if (!mine) return void (this.standing = this.orders.find((one) => one.key === key))
    session.removeItem(payingName)
    this.goToBank(id, payUrl)
  }

  // Back from the bank leads to the order, never to a form that could be sent once more.
  goToBank(id: string, payUrl: string | undefined): void {
    go(orderAddress(i18n.lang, id))
    if (payUrl) location.assign(payUrl)
  }

  private async refused(key: string, problem: Problem): Promise<void> {
    await attempts.end(key)
    session.removeItem(payingName)
    this.attempt = await attempts.current()
    // Given up meanwhile, nobody waits for the reason.
    if (this.orders.some((one) => one.key === key)) return this.forget(key)
    this.refusal = problem
  }

  // Cancels what nobody wants any more, until the server has said how it stands.
  private async runErrands(): Promise<void> {
    if (this.erranding) return
    this.erranding = true
    for (let tries = 1; ; ++tries) {
      const entry = this.orders.find((one) => one.unwanted)
      if (!entry) break
      if (!(await this.errand(entry))) await this.rest(pause(tries))
      this.orders = await orderList.all()
    }
    this.erranding = false
  }

  // Whether it got any further.
  private async errand({ key, wish, id, cancel }: Entry): Promise<boolean> {
    if (id === undefined) {
      const reply = await this.place(wish, key)
      const verdict = judge(reply)
      if (verdict === 'refused') await this.forget(key)
      if (reply.kind === 'ok') await orderList.change((entries, now) => placed(entries, key, wish, reply.body, now))
      return verdict === 'placed' || verdict === 'refused'
    }
    let reply = await cancelTopup(id, cancel)
    if (reply.kind === 'problem' && reply.problem.status < 500) reply = await fetchTopup(id)
    if (reply.kind === 'problem' && reply.problem.status === 404) await this.forget(key)
    if (reply.kind === 'ok') await this.learn(reply.body)
    return reply.kind === 'ok' && !reply.body.status.can_cancel
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer)
        this.resting.delete(wake)
        done()
      }
      const timer = setTimeout(wake, ms)
      this.resting.add(wake)
    })
  }
}

export const desk = new Desk()
