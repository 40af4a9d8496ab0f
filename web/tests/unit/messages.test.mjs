// The catalogue of texts: complete in every language, nothing unused, nothing that differs in what is put in.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isForWeb } from '../../tools/messages.mjs'

const web = process.env.HERLAAD_WEB
const languages = ['nl', 'fr', 'de', 'en', 'zh']
const catalogue = Object.fromEntries(languages.map((lang) => [lang, JSON.parse(readFileSync(join(web, '../messages', `${lang}.json`), 'utf8'))]))
const keys = Object.keys(catalogue.en)

function textOf(folder, ending) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? textOf(path, ending) : ending.test(path) ? readFileSync(path, 'utf8') : ''))
    .join('\n')
}
const pages = textOf(join(web, 'src'), /\.(ts|svelte)$/) + readFileSync(join(web, 'index.html'), 'utf8')
const server = textOf(join(web, '../src'), /(\.h|(?<!_test)\.cc)$/)

for (const lang of languages) {
  test(`${lang} has every text, and no other`, () => {
    assert.deepEqual(Object.keys(catalogue[lang]), keys)
    for (const key of keys) assert.ok(catalogue[lang][key].trim() !== '', key)
  })

  test(`${lang} puts in the same things`, () => {
    const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    for (const key of keys) assert.deepEqual(placeholders(catalogue[lang][key]), placeholders(catalogue.en[key]), key)
  })

  test(`${lang} shouts at nobody`, () => {
    for (const key of keys) assert.doesNotMatch(catalogue[lang][key], /[!\uff01]/, key)
  })
}

// What stands above or below every page: on one line of a telephone, and what explains it on two.
const notices = { 'app.sample': 48, 'sandbox.mark': 36, 'receipt.sample': 36, 'demo.pick': 82 }
for (const lang of languages) {
  test(`${lang} has notices that are short enough for a telephone`, () => {
    for (const [key, most] of Object.entries(notices)) assert.ok(catalogue[lang][key].length <= most, `${key}: ${catalogue[lang][key].length}`)
  })
}

// Words that readers of the language found odd, or that say otherwise what another text says.
const odd = {
  nl: /afgenomen|waar het was|terugweg|geschorst|Lijkt op|niemands|vanzelf|\b[Ww]ij blijven\b|geldig tot/,
  fr: /bac à sable|d'elle-même|de lui-même|d'eux-mêmes|chemin du retour|Ressemble|[Uu]ne personne s|injoignable pour|[Rr]ien n'a été fait/,
  de: /Betreiber|Ein Mensch|Bei einem Menschen|Was bisher|auf dem Rückweg|nichts getan|von selbst/,
  en: /by itself|by themselves|just now|A person is|[Gg]iven back: |A mistake of ours|on its way back/,
  zh: /钱在哪里|仍在原处|任何写法|[\u4e00-\u9fff] ?,|从其他运营商/,
}
for (const lang of languages) {
  test(`${lang} says it as a bank or an operator would`, () => {
    assert.deepEqual(keys.filter((key) => odd[lang].test(catalogue[lang][key])), [])
  })
}

// Names and what only puts things in are the same in all languages; everything else that equals the English text was forgotten.
const sameEverywhere = /^tender\.|^(choice\.(bonus_short|contacts|total)|details\.operator|receipt\.(operator|total)|sandbox\.mail_title|staff\.dispute_status|support\.(line|line_short|days|day))$/
for (const lang of languages.filter((one) => one !== 'en')) {
  test(`${lang} is translated`, () => {
    const forgotten = keys.filter((key) => catalogue[lang][key] === catalogue.en[key] && !sameEverywhere.test(key))
    assert.deepEqual(forgotten, [])
  })
}

test('no page asks for a text that is missing', () => {
  const asked = [...pages.matchAll(/['"`]((?:app|nowhere|choice|contact|demo|tender|source|pending|orders?|step|mark|details|problem)\.[a-z_.]+)['"`]/g)].map((one) => one[1])
  assert.ok(asked.length > 100)
  assert.deepEqual(asked.filter((key) => !keys.includes(key)), [])
})

// Made from codes: t(`tender.${id}`). What the codes can be is listed where they come from.
const byCode = /^(tender|source|demo)\./
test('every text of the pages is shown somewhere', () => {
  const mine = keys.filter((key) => !/^(problem|refusal|receipt|sms|mail|support|sandbox|page|staff|reconcile)\./.test(key) && !byCode.test(key))
  // What is told of an order is chosen by the server.
  const isSaid = (key) => /^(order|provider|step|mark)\./.test(key) && server.includes(`"${key}"`)
  assert.deepEqual(mine.filter((key) => !pages.includes(`'${key}'`) && !pages.includes(`%${key}%`) && !isSaid(key)), [])
})

test('every mistake that the pages find in a number has its texts in what they get', () => {
  const found = new Set(readFileSync(join(web, 'src/lib/number.ts'), 'utf8').match(/(?<=')msisdn_\w+(?=')/g))
  assert.ok(found.size > 8)
  const keys = [...found].flatMap((code) => {
    const shown = ['msisdn_characters', 'msisdn_other_digits'].includes(code)
    return [`problem.${code}.detail`, ...(shown ? [`problem.${code}.shown`] : [])]
  })
  for (const lang of languages) assert.deepEqual(keys.filter((key) => !(key in catalogue[lang] && isForWeb(key))), [], lang)
})

test('every problem of the server has its texts, and no other has', () => {
  const kinds = readFileSync(join(web, '../src/api/http/core/problem_kinds.cc'), 'utf8')
  const numbers = readFileSync(join(web, '../src/base/numbers/msisdn.cc'), 'utf8')
  const codes = [...kinds.matchAll(/\{Code::k\w+, \d+, "(\w+)"/g), ...numbers.matchAll(/return "(msisdn_\w+)"/g)].map((one) => one[1])
  assert.ok(codes.length > 50)
  const here = new Set(keys.filter((key) => key.startsWith('problem.')).map((key) => key.split('.')[1]))
  here.delete('other')
  assert.deepEqual([...here].sort(), [...new Set(codes)].sort())
  for (const code of here) for (const part of ['title', 'detail']) assert.ok(`problem.${code}.${part}` in catalogue.en, code)
})

// Receipts, SMS, mails, Herlaad's own help and the sandbox's pages are drawn by the server: as soon as it uses one text of a kind, it must use all.
// src/base/messages/messages_test.cc says the same.
for (const kind of ['refusal', 'receipt', 'sms', 'mail', 'support', 'sandbox', 'page', 'staff', 'reconcile']) {
  const used = server.includes(`"${kind}.`)
  test(`every text of ${kind} is used by the server`, { skip: used ? false : 'the server draws none yet' }, () => {
    assert.deepEqual(keys.filter((key) => key.startsWith(`${kind}.`) && !server.includes(`"${key}"`)), [])
  })
}
