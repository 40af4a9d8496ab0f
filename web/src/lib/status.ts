// Sentences of the server in the language of the page: from its own texts where it has them, else as the server says it.

import type { Sentence, Topup, Value, Whom } from './api'
import { clock, day, joined, moment, price, type Lang } from './format'
import { has, i18n, t, type Values } from './i18n.svelte'

// Nothing where this page does not know how to show it.
function shown(value: Value, lang: Lang): string | undefined {
  if (typeof value === 'string') return value
  if ('amount' in value) return price(value, lang)
  if ('code' in value) return has(value.code) ? t(value.code) : undefined
  const forms = { day, clock, moment: (at: string, language: Lang) => moment(at, language, Date.now()) }
  return forms[value.as]?.(value.at, lang)
}

export function say(sentence: Sentence): string {
  if (!has(sentence.code)) return sentence.text
  const values: Values = {}
  for (const [name, value] of Object.entries(sentence.values ?? {})) {
    const text = shown(value, i18n.lang)
    if (text === undefined) return sentence.text
    values[name] = text
  }
  const text = t(sentence.code, values)
  // A text that has a place which this server does not fill is of another version.
  return /\{\w+\}/.test(text) ? sentence.text : text
}

export const sayAll = (sentences: Sentence[]) => joined(sentences.map(say), i18n.lang)

// Whether the payer is to be told of them as somebody to ask about the order.
export function asks(topup: Topup, whom: Whom): boolean {
  return topup.ask?.includes(whom) ?? (whom === 'operator' || topup.status.mood === 'attention')
}
