// What somebody has entered so far, for reloads and the way back. In this tab only.

import { session } from './storage'

export interface Draft {
  number: string
  operator?: string
  amount?: number
  tender?: string
}

const draftName = 'herlaad.draft'

export function readDraft(): Draft {
  try {
    const draft = JSON.parse(session.getItem(draftName) ?? '{}') as Partial<Draft>
    return { ...draft, number: typeof draft.number === 'string' ? draft.number.slice(0, 64) : '' }
  } catch {
    return { number: '' }
  }
}

export const writeDraft = (draft: Draft) => session.setItem(draftName, JSON.stringify(draft))
export const clearDraft = () => session.removeItem(draftName)
