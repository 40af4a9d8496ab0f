// What somebody has entered so far, for reloads and the way back. In this tab only.

import { session } from './storage'

export interface Draft {
  number: string
  operator?: string
  amount?: number
  tender?: string
  contact?: string
}

const draftName = 'herlaad.draft'
const short = (text: unknown, max: number) => (typeof text === 'string' ? text.slice(0, max) : '')

export function readDraft(): Draft {
  try {
    const draft = JSON.parse(session.getItem(draftName) ?? '{}') as Partial<Draft>
    return { ...draft, number: short(draft.number, 64), contact: short(draft.contact, contactMax) }
  } catch {
    return { number: '' }
  }
}

export const contactMax = 254 // an e-mail address is no longer
let isKept = false

export function writeDraft(draft: Draft): void {
  if (!isKept) session.setItem(draftName, JSON.stringify(draft))
}

// From now on what is entered stays as it is, for the page that is loaded next: until then this one goes on, and what it
// still finds out is about an earlier number.
export function keepDraft(): void {
  isKept = true
}

export const clearDraft = () => session.removeItem(draftName)
