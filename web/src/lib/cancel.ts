// Cancelling an order, and what can be said when it did not work: never more than is known.

import { cancelTopup, type Topup } from './api'
import { has, type Key } from './i18n.svelte'

export type NotCancelled = Key

export async function cancel(
  id: string,
  cancelToken: string | undefined,
): Promise<{ topup: Topup; said?: undefined } | { topup?: undefined; said: NotCancelled }> {
  const reply = await cancelTopup(id, cancelToken)
  if (reply.kind === 'ok') return { topup: reply.body }
  // Without the server's word it may have happened, or not.
  if (reply.kind !== 'problem' || reply.problem.status >= 500) return { said: 'order.cancel_unknown' }
  const key = `problem.${reply.problem.code}.detail`
  return { said: has(key) ? key : 'order.not_cancelled' }
}
