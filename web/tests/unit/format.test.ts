import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, languages, moment, nextMonth, pickLanguage, price, roundPrice } from '../../src/lib/format'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const euros = (amount: number) => ({ amount, currency: 'EUR' })

test('amounts are written as readers of each language write them', () => {
  assert.deepEqual(languages.map((lang) => plain(price(euros(1500), lang))), ['€ 15,00', '€ 15,00', '15,00 €', '€15.00', '€15.00'])
  assert.deepEqual(languages.map((lang) => plain(roundPrice(euros(1500), lang))), ['€ 15', '€ 15', '15 €', '€15', '€15'])
  assert.equal(plain(roundPrice(euros(1550), 'nl')), '€ 15,50')
  assert.equal(plain(price(euros(5), 'de')), '0,05 €')
  assert.equal(plain(price(euros(123456), 'nl')), '€ 1.234,56')
})

test('a last day is the day in Brussels', () => {
  assert.equal(day('2027-11-22T22:59:59Z', 'en'), '22 Nov 2027')
  assert.equal(day('2027-11-22T23:30:00Z', 'en'), '23 Nov 2027')
  assert.equal(day('2027-11-22T12:00:00Z', 'zh'), '2027年11月22日')
})

test('today needs no date', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  assert.equal(moment('2026-11-22T13:02:11Z', 'nl', now, true), '14:02:11')
  assert.match(moment('2026-11-21T13:02:11Z', 'en', now), /21 Nov 2026, 14:02/)
})

test('a monthly limit is free again on the first of the next month', () => {
  assert.equal(day(nextMonth(Date.parse('2026-11-22T12:00:00Z')), 'en'), '1 Dec 2026')
  assert.equal(day(nextMonth(Date.parse('2026-12-31T23:30:00Z')), 'en'), '1 Feb 2027') // January already, in Brussels
})

test('the language is the first that the browser asks for and we have', () => {
  assert.equal(pickLanguage(['it-IT', 'fr-CA', 'nl']), 'fr')
  assert.equal(pickLanguage(['zh-TW']), 'zh')
  assert.equal(pickLanguage(['it']), 'en')
  assert.equal(pickLanguage([]), 'en')
})
