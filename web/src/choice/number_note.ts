// What is wrong with a number, in the reader's language. Nothing is ordered while a number is typed, so none of these
// sentences speaks of money that nobody knows of.

import type { Reason } from '../lib/api'
import { has, t } from '../lib/i18n.svelte'

export function numberNote({ code, shown, position, detail }: Reason): string {
  // Where the place of what is wrong is known, it is shown.
  const where = `problem.${code}.shown`
  if (shown !== undefined && has(where)) return t(where, { shown, position: position ?? 0 })
  const key = `problem.${code}.detail`
  if (has(key)) return t(key)
  // A code of a later server: its own words.
  return detail ?? t('problem.msisdn_invalid.detail')
}
