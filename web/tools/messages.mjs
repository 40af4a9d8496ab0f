// The catalogue of texts that web and server share, ../messages/{lang}.json: flat keys, {name} for what is put in. The
// web gets what its pages can show, the rest is for the server.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const languages = ['nl', 'fr', 'de', 'en', 'zh']
export const folder = fileURLToPath(new URL('../../messages/', import.meta.url))

export const readMessages = (lang) => JSON.parse(readFileSync(`${folder}${lang}.json`, 'utf8'))

const serverOnly = ['receipt.', 'refusal.', 'sms.', 'mail.', 'support.', 'sandbox.', 'page.', 'staff.']
// Except what is told of an order, which comes as a code wherever it is shown, and whom people can ask.
const told = ['page.opening.', 'support.title']

// Problems that somebody at these pages can meet; the others are for programs.
const shownProblems = new Set([
  'other', 'rate_limited', 'busy', 'internal_error', 'idempotency_key_reused',
  'msisdn_invalid', 'msisdn_empty', 'msisdn_characters', 'msisdn_other_digits', 'msisdn_foreign', 'msisdn_too_short', 'msisdn_too_long',
  'msisdn_fixed_line', 'msisdn_unassigned', 'msisdn_special',
  'tender_not_offered', 'email_invalid', 'notify_not_offered', 'operator_unknown', 'amount_not_on_sale', 'price_changed', 'wrong_operator',
  'number_not_possible', 'payment_not_possible_now', 'amount_not_possible_now', 'above_payment_limit', 'topup_delivered', 'topup_delivering', 'topup_in_attention',
])

export function isForWeb(key) {
  if (told.some((prefix) => key.startsWith(prefix))) return true
  if (serverOnly.some((prefix) => key.startsWith(prefix))) return false
  return !key.startsWith('problem.') || shownProblems.has(key.split('.')[1])
}

export const webMessages = (lang) => Object.fromEntries(Object.entries(readMessages(lang)).filter(([key]) => isForWeb(key)))
