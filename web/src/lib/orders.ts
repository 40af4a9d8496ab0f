// The orders that were placed from this browser, kept in it and nowhere else: the way back to each of them, and what was
// last known of it. Erased when somebody says so.

import type { Sentence, State, Topup, Wish } from './api'
import { isOver, isWish } from './attempt'
import { BrowserVault, type Vault } from './vault'

export interface Entry {
  key: string // of the attempt that it came from
  wish: Wish
  at: number
  id?: string // none while the server has not answered, which is only so when it was given up by then
  cancel?: string // what cancels it; it never leaves this browser but to do so
  unwanted?: true // to be cancelled as soon as somebody answers
  unclear?: true // the server has answered, but not whether anything came of it
  last?: Last
}

export interface Last {
  state: State
  headline: Sentence
  deliveredAt?: number
  receipt?: string
}

export const entriesMax = 20
export const entryMs = 90 * 86_400_000
// What was given up and has not been answered for so long was never placed, or has run out long ago: nothing can be paid.
export const errandMs = 86_400_000
const recentMs = 15 * 60_000

export const isOpen = (entry: Entry) => !entry.last || !isOver(entry.last.state)

function isEntry(value: unknown): value is Entry {
  const entry = value as Entry | undefined
  return typeof entry?.key === 'string' && typeof entry.at === 'number' && isWish(entry.wish)
}

export function read(text: string | null, now: number): Entry[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(list)) return []
    return list.filter(isEntry).filter((one) => now - one.at < (one.id === undefined ? errandMs : entryMs))
  } catch {
    return []
  }
}

// The newest first; what is over goes before what is not.
function bounded(entries: Entry[]): Entry[] {
  const sorted = [...entries].sort((a, b) => b.at - a.at)
  if (sorted.length <= entriesMax) return sorted
  const open = sorted.filter(isOpen).slice(0, entriesMax)
  const over = sorted.filter((one) => !isOpen(one)).slice(0, entriesMax - open.length)
  return sorted.filter((one) => open.includes(one) || over.includes(one))
}

export const lastOf = (topup: Topup): Last => ({
  state: topup.state,
  headline: topup.status.headline,
  ...(topup.delivered_at ? { deliveredAt: new Date(topup.delivered_at).getTime() } : {}),
  ...(topup.links?.receipt_pdf ? { receipt: topup.links.receipt_pdf } : {}),
})

// Where the link was to be sent has been sent: it is not kept.
function withoutContact({ notify: _, ...wish }: Wish): Wish {
  return wish
}

// Whichever tab hears of it first: an entry for each key.
export function placed(entries: Entry[], key: string, wish: Wish, topup: Topup, now: number): Entry[] {
  const before = entries.find((one) => one.key === key)
  const at = Math.min(new Date(topup.created_at).getTime() || now, now)
  const cancel = topup.cancel_token === undefined ? {} : { cancel: topup.cancel_token }
  const { unclear: _, ...known } = before ?? {}
  const entry: Entry = { ...known, ...cancel, key, wish: withoutContact(wish), at, id: topup.id, last: lastOf(topup) }
  return bounded([entry, ...entries.filter((one) => one.key !== key)])
}

// Whether two ids open the same order: links may be made with another key since.
export const isSame = (a: string | undefined, b: string) => a !== undefined && a.split('.')[0] === b.split('.')[0]

// An order that the list does not have is somebody else's.
export function learned(entries: Entry[], topup: Topup): Entry[] {
  const last = lastOf(topup)
  return entries.map((one) => {
    if (!isSame(one.id, topup.id)) return one
    const { unwanted, ...entry } = { ...one, id: topup.id, last }
    return unwanted && topup.status.can_cancel ? { ...entry, unwanted } : entry
  })
}

export function givenUp(entries: Entry[], key: string, wish: Wish, now: number, unclear = false): Entry[] {
  const before = entries.find((one) => one.key === key)
  const entry: Entry = { wish, at: now, ...before, ...(unclear ? { unclear } : {}), key, unwanted: true }
  return bounded([entry, ...entries.filter((one) => one.key !== key)])
}

export const without = (entries: Entry[], key: string) => entries.filter((one) => one.key !== key)

// The same number and amount, not yet at its end: to be told of before it is ordered again.
export const openLike = (entries: Entry[], wish: Wish) =>
  entries.find(
    ({ wish: one, ...entry }) =>
      isOpen({ wish: one, ...entry }) &&
      entry.unwanted === undefined &&
      one.msisdn === wish.msisdn &&
      one.amount.amount === wish.amount.amount,
  )

// When the number was last credited from here, if that was within the last minutes.
export function creditedAt(entries: Entry[], msisdn: string, now: number): number | undefined {
  const times = entries
    .filter((one) => one.wish.msisdn === msisdn && one.last?.state === 'delivered')
    .map((one) => one.last?.deliveredAt ?? one.at)
    .filter((at) => now - at < recentMs)
  return times.length > 0 ? Math.max(...times) : undefined
}

// In the browser, for all its tabs.
export class OrderList {
  constructor(
    private readonly vault: Vault,
    private readonly now: () => number = Date.now,
  ) {}

  all(): Promise<Entry[]> {
    return this.change((entries) => entries)
  }

  async change(step: (entries: Entry[], now: number) => Entry[]): Promise<Entry[]> {
    const text = await this.vault.change((kept) => {
      const entries = step(read(kept, this.now()), this.now())
      return entries.length > 0 ? JSON.stringify(entries) : null
    })
    return read(text, this.now())
  }

  watch(onChange: () => void): void {
    this.vault.watch(onChange)
  }
}

export const orderList = new OrderList(new BrowserVault('herlaad.orders'))
