// A random id of this browser, sent with an order and nothing else. The server keeps only a keyed hash of it, against
// stolen cards that one device tries: without it an honest payer counts together with everybody at the same address.

import { newKey } from './attempt'
import { local, type Shelf } from './storage'

const name = 'herlaad.device'

export function deviceId(shelf: Shelf = local, make: () => string = newKey): string {
  const kept = shelf.getItem(name)
  if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept
  const made = make()
  try {
    shelf.setItem(name, made)
  } catch {
    // A full shelf: the id lives as long as this call.
  }
  return made
}
