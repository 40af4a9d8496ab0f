import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Lang } from '../../src/lib/format'
import { i18n } from '../../src/lib/i18n.svelte'
import { say, sayAll } from '../../src/lib/status'

function show(lang: Lang) {
  i18n.lang = lang
  i18n.texts = JSON.parse(readFileSync(join(process.env.HERLAAD_WEB ?? '', `../messages/${lang}.json`), 'utf8'))
}
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const other = { code: 'order.why.other_amount', text: 'as the server says it', values: { charged: { amount: 1400, currency: 'EUR' }, total: { amount: 1500, currency: 'EUR' } } }

test("a sentence is said in the page's language, whatever the server was asked in", () => {
  show('nl')
  assert.match(plain(say(other)), /€ 14,00/)
  show('en')
  assert.equal(say(other), '€14.00 was charged instead of €15.00.')
})

test('times, other texts and names are put in', () => {
  show('en')
  const until = (as: 'day' | 'clock' | 'moment') => say({ code: 'order.awaiting.until', text: '', values: { time: { at: '2027-11-22T22:59:59Z', as } } })
  assert.match(until('day'), /22\u00a0Nov\u00a02027/)
  assert.match(until('clock'), /23:59/)
  assert.match(until('moment'), /22\u00a0Nov\u00a02027, 23:59/)
  const safe = say({ code: 'order.safe', text: '', values: { operator: 'Orange', source: { code: 'source.card' } } })
  assert.match(safe, /Orange.*your card/)
})

test('what this page does not know is said as the server says it', () => {
  show('en')
  const text = 'as the server says it'
  assert.equal(say({ code: 'order.of_tomorrow', text }), text)
  assert.equal(say({ ...other, values: { charged: other.values.charged } }), text)
  assert.equal(say({ code: 'order.safe', text, values: { operator: 'Orange', source: { code: 'source.of_tomorrow' } } }), text)
  assert.equal(say({ code: 'order.awaiting.until', text, values: { time: { at: '2027-11-22T22:59:59Z', as: 'week' as 'day' } } }), text)
})

test('sentences follow each other as each language has it', () => {
  const two = [{ code: '', text: 'A.' }, { code: '', text: 'B.' }]
  show('en')
  assert.equal(sayAll(two), 'A. B.')
  show('zh')
  assert.equal(sayAll(two), 'A.B.')
})
