// Where the link and the receipt are sent: an e-mail address, or a Belgian mobile number, as far as this shop sends either.
// The server's word counts in the end; here it is told before anything is sent.

import type { Contact, Way } from './api'
import { readNumber } from './number'

// Nothing entered, or nothing that can be written to.
export type ReadContact = { ok: true; contact: Contact | undefined } | { ok: false }

const email = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/

export function readContact(typed: string, ways: Way[]): ReadContact {
  const text = typed.trim()
  if (text === '' || ways.length === 0) return { ok: true, contact: undefined }
  if (ways.includes('email') && email.test(text)) return { ok: true, contact: { email: text } }
  const number = readNumber(text)
  return ways.includes('msisdn') && number.ok ? { ok: true, contact: { msisdn: number.msisdn } } : { ok: false }
}
