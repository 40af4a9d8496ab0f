// An attempt to top up, and its idempotency key. There is one at a time in a browser, whatever number of tabs is open:
//
//   none ──► choosing ──► sent ──► none (an order, in the list of this browser's orders)
//                           ├────► none (refused)
//                           └────► none (given up: the list goes on with it until it is cancelled)
//
// The key is made when the attempt begins. From `sent` on, what is wanted is frozen: however often it is sent, over
// whatever network, the server makes one order of it. A new key is made only when this one can no longer be paid under:
// the order is there and on the list, or the server has said that nothing came of it, or nobody wants it any more.

import type { Problem, Reply, State, Topup, Wish } from './api'

export type Attempt =
  | { v: 1; stage: 'choosing'; key: string; since: number }
  | { v: 1; stage: 'sent'; key: string; since: number; wish: Wish }

export const begin = (key: string, now: number): Attempt => ({ v: 1, stage: 'choosing', key, since: now })

// Only what is still being chosen can be sent; anything else stays what it is, so that a second tap or a second tab
// joins the order that is already there.
export function send(attempt: Attempt, wish: Wish): Attempt {
  if (attempt.stage !== 'choosing') return attempt
  return { v: 1, stage: 'sent', key: attempt.key, since: attempt.since, wish }
}

export type Verdict = 'placed' | 'refused' | 'again' | 'unclear'

// What an answer to placing means for the attempt. `again`: send the same under the same key, for nothing is certain,
// or nothing was done but may be later. `unclear`: the server answered, but not whether anything came of it; the key
// stays the attempt's, so that nothing can be ordered twice.
export function judge(reply: Reply<Topup>): Verdict {
  if (reply.kind === 'ok') return 'placed'
  if (reply.kind !== 'problem') return 'again'
  const { status, code, money } = reply.problem
  if (code === 'internal_error' && money === 'not_taken') return 'refused'
  // The session is another one now, and the same is sent in it.
  if (code === 'session_required') return 'again'
  if (status >= 500 || status === 408 || status === 425 || status === 429) return 'again'
  if (status === 409 && code !== 'price_changed') return 'again'
  return isUnclear(reply.problem) ? 'unclear' : 'refused'
}

// A key that was used before, for nobody says what, may have been paid under.
function isUnclear({ code, money, topup }: Problem): boolean {
  if (topup !== undefined || money === 'not_taken') return false
  return money === 'unknown' || code === 'idempotency_key_reused'
}

export const isOver = (state: State) =>
  state === 'delivered' || state === 'refunded' || state === 'cancelled' || state === 'expired'

// How long to wait before sending again, after so many tries.
export function pause(tries: number, retryAfterMs?: number): number {
  const own = Math.min(1000 * 2 ** Math.max(0, tries - 1), 30_000)
  return Math.min(Math.max(own, retryAfterMs ?? 0), 60_000)
}

export function isWish(value: unknown): value is Wish {
  const wish = value as Wish | undefined
  return (
    typeof wish?.msisdn === 'string' &&
    typeof wish.operator === 'string' &&
    typeof wish.tender === 'string' &&
    Number.isSafeInteger(wish.amount?.amount) &&
    Number.isSafeInteger(wish.total?.amount)
  )
}

// What stands in the storage, or nothing when it is not an attempt of ours.
export function parse(text: string | null): Attempt | undefined {
  if (text === null) return undefined
  let value: Attempt
  try {
    value = JSON.parse(text) as Attempt
  } catch {
    return undefined
  }
  if (value?.v !== 1 || typeof value.key !== 'string' || value.key.length < 20 || typeof value.since !== 'number') return undefined
  if (value.stage === 'choosing') return value
  if (value.stage === 'sent') return isWish(value.wish) ? value : undefined
  return undefined
}

// 128 random bits; crypto.randomUUID is only there on secure addresses.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
