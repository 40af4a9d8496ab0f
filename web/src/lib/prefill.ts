// A link that fills in the number, as an operator's text or a shop's page may have it: /nl/#msisdn=0470123456. Behind the
// #, a browser sends it to nobody, and it is in no log. Links that have it as ?msisdn= work too; either way it goes from
// the address bar, so that it is neither passed on with the address nor kept in the history.

import { readDraft, writeDraft } from './draft'
import { besidePrefix, readNumber, typedMax } from './number'

// What the parts of an address behind # and ? fill in. A plus is a plus, not a space.
export function numberIn(hash: string, search: string): string | undefined {
  for (const part of [hash.slice(1), search.slice(1)]) {
    const number = new URLSearchParams(part.replaceAll('+', '%2B')).get('msisdn')?.trim()
    if (number) return number.slice(0, typedMax)
  }
  return undefined
}

// The rest of what stood behind the ?, without the number.
export function withoutNumber(search: string): string {
  const parts = new URLSearchParams(search)
  if (!parts.has('msisdn')) return search
  parts.delete('msisdn')
  const kept = parts.toString()
  return kept === '' ? '' : `?${kept}`
}

// Takes the number out of the address into what is being entered; says whether there was one.
export function takeNumber(): boolean {
  const linked = numberIn(location.hash, location.search)
  if (linked === undefined) return false
  history.replaceState(null, '', location.pathname + withoutNumber(location.search))
  const read = readNumber(linked)
  const number = read.ok ? besidePrefix(read.msisdn) : linked
  const draft = readDraft()
  // Operator and amount were chosen for another number.
  if (draft.number !== number) writeDraft({ number, tender: draft.tender, contact: draft.contact })
  return true
}
