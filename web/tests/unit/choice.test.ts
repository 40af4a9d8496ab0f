// What the choice says of a number that is none, and of an answer that leaves open whether anything was ordered. The
// texts are those that the pages get, and components are rendered as a text, without a browser.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { render } from 'svelte/server'
import { numberNote } from '../../src/choice/number_note'
import Refusal from '../../src/choice/Refusal.svelte'
import Sending from '../../src/choice/Sending.svelte'
import type { Problem, Topup, Wish } from '../../src/lib/api'
import { desk } from '../../src/lib/desk.svelte'
import { languages } from '../../src/lib/format'
import { i18n, t } from '../../src/lib/i18n.svelte'
import { readNumber } from '../../src/lib/number'
import { givenUp, placed } from '../../src/lib/orders'
import { shop } from '../../src/lib/shop.svelte'
import { isForWeb } from '../../tools/messages.mjs'

function show(lang: (typeof languages)[number]) {
  const all = JSON.parse(readFileSync(join(process.env.HERLAAD_WEB ?? '', '../messages', `${lang}.json`), 'utf8'))
  i18n.lang = lang
  i18n.texts = Object.fromEntries(Object.entries(all).filter(([key]) => isForWeb(key))) as typeof i18n.texts
}

const noteOf = (typed: string) => {
  const read = readNumber(typed)
  assert.ok(!read.ok)
  return numberNote({ ...read, code: read.mistake })
}

for (const lang of languages) {
  test(`${lang}: digits of another script are called so, with what was typed`, () => {
    show(lang)
    for (const typed of ['\u0660\u0664\u0667\u0660\u0661\u0662\u0663\u0664\u0665\u0666', '0\u096a\u096d0 12 34 56']) {
      const note = noteOf(typed)
      assert.match(note, /[\u0660-\u0669\u0966-\u096f]/)
      assert.ok(note.includes('0') && note.includes('9'), note)
    }
  })

  // Nothing has been ordered when a number is typed.
  test(`${lang}: a mistake without a text never speaks of what may have been done`, () => {
    show(lang)
    for (const code of ['msisdn_of_next_year', 'unheard_of']) assert.notEqual(numberNote({ code }), t('problem.other.detail'))
    assert.equal(numberNote({ code: 'msisdn_of_next_year', detail: 'as the server says it' }), 'as the server says it')
  })
}

const wish: Wish = {
  msisdn: '+32470123456', operator: 'proximus', tender: 'card',
  amount: { amount: 1500, currency: 'EUR' }, total: { amount: 1550, currency: 'EUR' },
}

test('an answer that leaves the money open is told as that, with the list of orders', () => {
  show('en')
  desk.orders = [{ key: 'another', wish, at: 1, id: 'tu_1.a', last: { state: 'delivered', headline: { code: 'order.delivered.headline', text: '' } } }]
  desk.trouble = { reached: true, unclear: true }
  const unclear = render(Sending, { props: { wish } }).body
  assert.ok(unclear.includes(t('pending.unclear')) && unclear.includes(t('pending.unclear_next').replace(/&/g, '&amp;')))
  assert.ok(unclear.includes(t('orders.title')))
  assert.ok(!unclear.includes(t('pending.not_charged')))
  desk.trouble = { reached: true }
  const waiting = render(Sending, { props: { wish } }).body
  assert.ok(waiting.includes(t('pending.not_charged')) && !waiting.includes(t('orders.title')))
  desk.trouble = undefined
})

test('what was unclear when it was given up stays so in the list until it is there', () => {
  const [entry] = givenUp([], 'key', wish, 1, true)
  assert.equal(entry.unclear, true)
  assert.equal(givenUp([], 'key', wish, 1)[0].unclear, undefined)
  const topup = { id: 'tu_1.a', created_at: '2026-11-22T13:02:11Z', state: 'awaiting_payment', status: { headline: { code: '', text: '' } } }
  assert.equal(placed([entry], 'key', wish, topup as unknown as Topup, 2)[0].unclear, undefined)
})

const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/&#39;/g, "'").replace(/[\s\u00a0\u202f]+/g, ' ')
const times = (text: string, part: string) => text.split(part).length - 1
const refusedText = (reason: Problem) => textOf(render(Refusal, { props: { reason, urgent: true } }).body)

for (const lang of languages) {
  test(`${lang}: a payment that is not possible now has its own title, speaks of the money once, and shows the help desk`, () => {
    show(lang)
    shop.operators = { sample: true, date: '', operators: [], support: { phone: '02 000 00 00' } }
    const detail = t('problem.payment_not_possible_now.detail')
    const said = refusedText({ code: 'payment_not_possible_now', status: 403, money: 'not_taken', detail })
    assert.ok(said.includes(textOf(t('problem.payment_not_possible_now.title')).trim()), said)
    assert.ok(!said.includes(textOf(t('problem.other.title')).trim()), said)
    const nothing = { nl: 'Er is niets afgeschreven', fr: "Rien n'a été débité", de: 'Es wurde nichts abgebucht', en: 'No money was taken', zh: '未扣款' }[lang]
    assert.equal(times(said, nothing), 1, said)
    assert.ok(said.includes('02 000 00 00'), said)
    assert.doesNotMatch(said, /voucher|bon\b|Gutschein|充值券/)
  })

  test(`${lang}: a refusal of a later server is said in its own words, the money once`, () => {
    show(lang)
    shop.operators = { sample: true, date: '', operators: [], support: { email: 'help@herlaad.example' } }
    const said = refusedText({ code: 'of_next_year', status: 403, money: 'not_taken', title: 'Its own title', detail: `Its own words. ${t('choice.not_charged')}` })
    assert.ok(said.includes('Its own title') && said.includes('Its own words.'), said)
    assert.equal(times(said, textOf(t('choice.not_charged')).trim()), 1, said)
    assert.ok(said.includes('help@herlaad.example'), said)
    assert.ok(refusedText({ code: 'of_next_year', status: 403, money: 'not_taken' }).includes(textOf(t('choice.not_charged')).trim()))
  })
}
