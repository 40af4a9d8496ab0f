// Amounts, dates and times as readers of each language write them. Amounts stay integers until they are text.

import type { Money } from './api'

export const languages = ['nl', 'fr', 'de', 'en', 'zh'] as const
export type Lang = (typeof languages)[number]

export const languageNames: Record<Lang, string> = {
  nl: 'Nederlands',
  fr: 'Français',
  de: 'Deutsch',
  en: 'English',
  zh: '中文',
}

// English as in Europe: days before months.
const locales: Record<Lang, string> = { nl: 'nl-BE', fr: 'fr-BE', de: 'de-BE', en: 'en-IE', zh: 'zh-CN' }
const zone = 'Europe/Brussels'
export const nbsp = '\u00a0'
// In hundredths, for every currency that is sold here has them.
function decimal(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function formatMoney(money: Money, lang: Lang, fraction: number): string {
  const format = new Intl.NumberFormat(locales[lang], {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  })
  // A decimal text is formatted exactly; browsers that do not know that yet make a number of it first.
  const text = decimal(money.amount) as unknown as number
  return format.format(text)
}

export const price = (money: Money, lang: Lang) => formatMoney(money, lang, 2)

// For a choice of round amounts: "€ 15".
export const roundPrice = (money: Money, lang: Lang) => formatMoney(money, lang, money.amount % 100 === 0 ? 0 : 2)

// "Orange, suspended".
export const listed = (parts: string[], lang: Lang) => parts.join(lang === 'zh' ? '，' : ', ')

const shape = (lang: Lang, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locales[lang], { timeZone: zone, ...options })

// A date stays on one line. In Chinese it has no space: pieces.ts.
const unbroken = (date: string) => date.replaceAll(' ', nbsp)

// "1er mai": the first day of a month is an ordinal in French, which browsers do not write.
const withOrdinal = (date: string, lang: Lang) => (lang === 'fr' ? date.replace(/^1(?= )/, '1er') : date)

const dated = (at: string | number, lang: Lang, options: Intl.DateTimeFormatOptions) =>
  unbroken(withOrdinal(shape(lang, options).format(new Date(at)), lang))

export const day = (at: string | number, lang: Lang) =>
  dated(at, lang, { day: 'numeric', month: lang === 'zh' ? 'long' : 'short', year: 'numeric' })

// A day of this year or the next, where the year says nothing.
export const dayOfYear = (at: string | number, lang: Lang) =>
  dated(at, lang, { day: 'numeric', month: 'long' })

const digits = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

// "14:02:11", in French "14 h 02 min 11 s".
function timeOf(at: string | number, lang: Lang, exact: boolean): string {
  const [hours, minutes, seconds] = digits.format(new Date(at)).split(':')
  if (lang !== 'fr') return exact ? `${hours}:${minutes}:${seconds}` : `${hours}:${minutes}`
  const time = `${Number(hours)}${nbsp}h${nbsp}${minutes}`
  return exact ? `${time}${nbsp}min${nbsp}${seconds}${nbsp}s` : time
}

export const clock = (at: string | number, lang: Lang) => timeOf(at, lang, false)
export const clockExact = (at: string | number, lang: Lang) => timeOf(at, lang, true)

const isSameDay = (a: number, b: number) => {
  const iso = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  return iso.format(a) === iso.format(b)
}

// The time alone when it is today, otherwise with its day.
export function moment(at: string | number, lang: Lang, now: number, exact = false): string {
  const time = exact ? clockExact(at, lang) : clock(at, lang)
  const instant = new Date(at).getTime()
  return isSameDay(instant, now) ? time : `${day(instant, lang)}${lang === 'zh' ? ' ' : ', '}${time}`
}

// What the attribute `lang` says: which of the Chinese scripts decides the font.
export const langTag = (lang: Lang) => (lang === 'zh' ? 'zh-Hans' : lang)

// Sentences in sequence, joined as usual in the language.
export const joined = (sentences: string[], lang: Lang) =>
  sentences.filter((one) => one !== '').join(lang === 'zh' ? '' : ' ')

// A text that stands below its title, without the title as its first sentence.
export function afterTitle(title: string, text: string): string {
  const repeated = [`${title}. `, `${title}。`].find((one) => text.startsWith(one))
  return repeated === undefined ? text : text.slice(repeated.length)
}

// The best of what a browser asks for.
export function pickLanguage(wanted: readonly string[]): Lang {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0]
    const known = languages.find((lang) => lang === primary)
    if (known) return known
  }
  return 'en'
}
