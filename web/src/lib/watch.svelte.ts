// An order as it is now: told by the server while the page is open, asked for where it does not tell, and asked again
// at once after sleep, after a return to the page, and when the network is back.

import { eventsOf, fetchTopup, type Reply, type Topup } from './api'
import { isOver } from './attempt'

const minute = 60_000

// Often while something is likely to happen, seldom later. Well under what one visitor may ask for, several orders at a time
// too.
export function interval(watchedMs: number): number {
  if (watchedMs < 30_000) return 2_000
  if (watchedMs < 5 * minute) return 5_000
  return 20_000
}

// What the server says of the order whose page it sent stands there until the app has asked as well, so that nothing
// flickers. Not for long: then the app shows that nobody answers.
let first: { id: string; reply: Reply<Topup> } | undefined
export async function askFirst(id: string): Promise<void> {
  const reply = await Promise.race([fetchTopup(id), new Promise<undefined>((done) => setTimeout(done, 3_000))])
  if (reply) first = { id, reply }
}

// An order that has ended may move all the same: what was charged twice goes back.
const isStill = (topup: Topup) => isOver(topup.state) && topup.status.look_again_seconds === 0

// After the end: a second charge, or one that comes too late, goes back, and the page says so.
const looksBack = [5_000, 15_000, minute, 5 * minute]

export class Watch {
  topup = $state.raw<Topup>()
  checkedAt = $state<number>()
  missing = $state(false) // the server's word: no such order
  silent = $state(false) // the last time we asked, nobody answered

  private timer: ReturnType<typeof setTimeout> | undefined
  private source: EventSource | undefined
  private tellable: boolean
  private readonly since = Date.now()
  private stopped = false
  private asking = false
  private looked = 0 // back, after the end

  // A browser has few connections to one server, so where several orders are shown they are asked for.
  constructor(
    private readonly id: string,
    tellable = true,
  ) {
    this.tellable = tellable && typeof EventSource !== 'undefined'
    document.addEventListener('visibilitychange', this.onReturn)
    addEventListener('online', this.onReturn)
    addEventListener('pageshow', this.onReturn)
    const known = first?.id === id ? first.reply : undefined
    first = undefined
    if (known) {
      this.take(known)
      this.goOn()
    } else {
      void this.ask()
    }
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    this.source?.close()
    document.removeEventListener('visibilitychange', this.onReturn)
    removeEventListener('online', this.onReturn)
    removeEventListener('pageshow', this.onReturn)
  }

  ask = async (): Promise<void> => {
    if (this.asking || this.stopped) return
    this.asking = true
    clearTimeout(this.timer)
    const reply = await fetchTopup(this.id)
    this.asking = false
    if (this.stopped) return
    this.take(reply)
    this.goOn()
  }

  // What came by another way, for instance the answer to cancelling.
  accept(topup: Topup): void {
    this.topup = topup
    this.checkedAt = Date.now()
    this.silent = false
  }

  private take(reply: Reply<Topup>): void {
    if (reply.kind === 'ok') return this.accept(reply.body)
    this.missing = reply.kind === 'problem' && (reply.problem.status === 404 || reply.problem.status === 401)
    this.silent = !this.missing
  }

  private goOn(): void {
    const over = this.topup !== undefined && isStill(this.topup)
    if (this.missing || document.hidden || over) {
      this.source?.close()
      this.source = undefined
      const wait = over && !document.hidden ? looksBack[this.looked++] : undefined
      if (wait !== undefined) this.timer = setTimeout(this.ask, wait)
      return
    }
    if (this.topup && this.tellable && !this.source) this.listen()
    // Told by events, asking is only for what might have been missed.
    const wait = this.source?.readyState === EventSource.OPEN ? minute : interval(Date.now() - this.since)
    this.timer = setTimeout(this.ask, wait)
  }

  private listen(): void {
    const source = new EventSource(eventsOf(this.id))
    this.source = source
    source.addEventListener('topup', (event) => {
      if (this.stopped) return
      try {
        this.accept(JSON.parse((event as MessageEvent<string>).data) as Topup)
      } catch {
        return
      }
      clearTimeout(this.timer)
      this.goOn()
    })
    source.addEventListener('error', () => {
      if (this.stopped || this.source !== source) return
      // It connects again by itself, unless it was told not to; is anybody there?
      if (source.readyState === EventSource.CLOSED) {
        this.tellable = false
        this.source = undefined
      }
      void this.ask()
    })
  }

  private onReturn = (): void => {
    if (document.hidden) {
      clearTimeout(this.timer)
      this.source?.close()
      this.source = undefined
    } else if (!this.missing && this.looked < looksBack.length) {
      void this.ask()
    }
  }
}
