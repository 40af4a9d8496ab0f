import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterTitle, clock, clockExact, day, dayOfYear, joined, languages, listed, moment, pickLanguage, price, roundPrice, type Lang } from '../../src/lib/format'
import { piecesOf } from '../../src/lib/pieces'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const euros = (amount: number) => ({ amount, currency: 'EUR' })

test('amounts are written as readers of each language write them', () => {
  assert.deepEqual(languages.map((lang) => plain(price(euros(1500), lang))), ['€ 15,00', '15,00 €', '15,00 €', '€15.00', '€15.00'])
  assert.deepEqual(languages.map((lang) => plain(roundPrice(euros(1500), lang))), ['€ 15', '15 €', '15 €', '€15', '€15'])
  assert.equal(plain(roundPrice(euros(1550), 'nl')), '€ 15,50')
  assert.equal(plain(price(euros(5), 'de')), '0,05 €')
  assert.equal(plain(price(euros(123456), 'nl')), '€ 1.234,56')
})

test('no refusal says its title twice', () => {
  const root = join(process.env.HERLAAD_WEB ?? '', '..')
  for (const lang of languages) {
    const texts = JSON.parse(readFileSync(join(root, `messages/${lang}.json`), 'utf8')) as Record<string, string>
    for (const code of ['number_not_possible', 'operator_unknown', 'tender_not_offered', 'amount_not_on_sale', 'price_changed']) {
      const title = texts[`problem.${code}.title`]
      const left = afterTitle(title, texts[`problem.${code}.detail`])
      assert.ok(!left.includes(title) && left.length > 5, `${lang}, ${code}: ${left}`)
    }
  }
  assert.equal(afterTitle('No', 'No. Yes.'), 'Yes.')
  assert.equal(afterTitle('No', 'None. Yes.'), 'None. Yes.')
})

test('a list has the comma of its script', () => {
  assert.deepEqual(languages.map((lang) => listed(['Orange', 'x'], lang)), ['Orange, x', 'Orange, x', 'Orange, x', 'Orange, x', 'Orange，x'])
})

test('a last day is the day in Brussels', () => {
  assert.equal(day('2027-11-22T22:59:59Z', 'en'), '22\u00a0Nov\u00a02027')
  assert.equal(day('2027-11-22T23:30:00Z', 'en'), '23\u00a0Nov\u00a02027')
  assert.equal(day('2027-11-22T12:00:00Z', 'zh'), '2027年11月22日')
})

test('today needs no date', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  assert.equal(moment('2026-11-22T13:02:11Z', 'nl', now, true), '14:02:11')
  assert.match(moment('2026-11-21T13:02:11Z', 'en', now), /21\u00a0Nov\u00a02026, 14:02/)
})

test('sentences in Chinese are joined without a space', () => {
  assert.deepEqual(languages.map((lang) => joined(['a.', '', 'b.'], lang)), ['a. b.', 'a. b.', 'a. b.', 'a. b.', 'a.b.'])
})

test('no line ends inside a date or a time', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  for (const lang of languages) {
    const [date, time] = moment('2026-12-30T03:19:24Z', lang, now, true).split(lang === 'zh' ? ' ' : ', ')
    assert.doesNotMatch(date + time, / /, lang)
    assert.equal(piecesOf(date).length, 1)
    assert.equal(piecesOf(date)[0].whole, lang === 'zh')
  }
})

test('a page has one notation for times', () => {
  const at = '2026-11-22T03:19:24Z'
  for (const lang of languages) assert.ok(clockExact(at, lang).startsWith(clock(at, lang)), lang)
})

// What the server says too: src/base/messages/formats_test.cc reads the same file. Whether a short month has a dot changes
// from one browser to the next.
test('amounts, days and times are as in the texts of the server', () => {
  const examples = JSON.parse(readFileSync(join(process.env.HERLAAD_WEB!, '../tests/messages/formats.json'), 'utf8'))
  const withoutDots = (text: string) => text.replace(/(\p{L})\./gu, '$1')
  const formats: Record<string, (row: any, lang: Lang) => string> = {
    price: (row, lang) => price(euros(row.amount), lang),
    round_price: (row, lang) => roundPrice(euros(row.amount), lang),
    day: (row, lang) => day(row.at, lang),
    day_of_year: (row, lang) => dayOfYear(row.at, lang),
    clock: (row, lang) => clock(row.at, lang),
    clock_exact: (row, lang) => clockExact(row.at, lang),
    moment: (row, lang) => moment(row.at, lang, Date.parse(row.now)),
  }
  assert.deepEqual(Object.keys(examples), Object.keys(formats))
  for (const [kind, rows] of Object.entries<any[]>(examples)) {
    for (const row of rows) for (const lang of languages) assert.equal(withoutDots(formats[kind](row, lang)), withoutDots(row[lang]), `${kind} ${lang}`)
  }
})

test('the language is the first that the browser asks for and we have', () => {
  assert.equal(pickLanguage(['it-IT', 'fr-CA', 'nl']), 'fr')
  assert.equal(pickLanguage(['zh-TW']), 'zh')
  assert.equal(pickLanguage(['it']), 'en')
  assert.equal(pickLanguage([]), 'en')
})
