// The order's page shows what the server's status says, in every language and for every kind of order there is, and adds
// nothing of its own. The kinds and what is to be read of each come from tests/status/renderings.json, which the server's
// tests write and hold the other renderings against. The page is rendered as a text, without a browser.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { render } from 'svelte/server'
import type { Operators, Topup } from '../../src/lib/api'
import { languages, type Lang } from '../../src/lib/format'
import { i18n, t } from '../../src/lib/i18n.svelte'
import { desk } from '../../src/lib/desk.svelte'
import { shop } from '../../src/lib/shop.svelte'
import { say } from '../../src/lib/status'
import { askFirst } from '../../src/lib/watch.svelte'
import OrderPage from '../../src/order/OrderPage.svelte'

interface Kind {
  kind: string
  now: string
  topup: Topup
  can_pay: boolean
  can_cancel: boolean
  has_receipt: boolean
  says: Record<Lang, { status: string[]; details: string[] }>
}
const root = join(process.env.HERLAAD_WEB ?? '', '..')
const table = JSON.parse(readFileSync(join(root, 'tests/status/renderings.json'), 'utf8')) as {
  operators: Operators['operators']
  kinds: Kind[]
}

function show(lang: Lang) {
  i18n.lang = lang
  i18n.texts = JSON.parse(readFileSync(join(root, `messages/${lang}.json`), 'utf8'))
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
const plain = (html: string) =>
  html
    .replace(/<!--.*?-->|<[^>]*>/gs, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity])
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()

// The text of each element of those names, in the order of the page.
const textsIn = (html: string, names: string) =>
  [...html.matchAll(new RegExp(`<(${names})(?: [^>]*)?>(.*?)</\\1>`, 'gs'))].map((found) => plain(found[2]))

// What a browser has and a page asks for when it begins.
Object.assign(globalThis, {
  document: { hidden: true, addEventListener() {}, removeEventListener() {} },
  addEventListener() {},
  removeEventListener() {},
})

// `here`: it was placed from this browser, which has what cancels it.
async function pageOf(kind: Kind, here = true): Promise<string> {
  const wish = { ...kind.topup, total: kind.topup.total }
  desk.orders = here ? [{ key: 'k', wish, at: 0, id: kind.topup.id, cancel: 'token' }] : []
  globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify(kind.topup), { headers: { 'content-type': 'application/json' } }))
  await askFirst(kind.topup.id)
  Date.now = () => Date.parse(kind.now)
  return render(OrderPage, { props: { token: kind.topup.id } }).body
}

const realNow = Date.now
test('every kind of order is shown as the server says it', async () => {
  shop.operators = { sample: true, date: '', operators: table.operators, support: { phone: '02 000 00 00' } }
  assert.ok(table.kinds.length > 50)
  let withIfCancelled = 0
  for (const kind of table.kinds) {
    for (const lang of languages) {
      show(lang)
      const name = `${kind.kind}, ${lang}`
      const page = await pageOf(kind)
      const end = page.indexOf('</ol>')
      assert.deepEqual(textsIn(page.slice(0, end), 'h1|p|time'), kind.says[lang].status, name)
      const rest = page.slice(end)
      assert.deepEqual(textsIn(rest, 'dt|dd'), kind.says[lang].details, name)

      const line = table.operators.find((one) => one.id === kind.topup.operator)?.support.phone
      assert.ok(line, name)
      assert.equal(rest.includes(line), kind.topup.ask?.includes('operator'), `${name}, the operator's line`)
      assert.equal(rest.includes('02 000 00 00'), kind.topup.ask?.includes('support'), `${name}, the help desk`)

      const offers = textsIn(rest.slice(0, rest.indexOf('<section')), 'a|button')
      assert.equal(offers.includes(t('order.continue')), kind.can_pay, name)
      assert.equal(offers.includes(t('pending.cancel')), kind.can_cancel, name)
      assert.equal(offers.includes(t('order.receipt')), kind.has_receipt, name)
      const ifCancelled = kind.topup.status.if_cancelled
      const byItsLink = await pageOf(kind, false)
      assert.ok(!byItsLink.includes(t('pending.cancel')), `${name}, by its link alone`)
      if (!ifCancelled) continue
      withIfCancelled++
      assert.ok(textsIn(rest, 'p').includes(plain(say(ifCancelled))), name)
      assert.ok(!textsIn(byItsLink, 'p').includes(plain(say(ifCancelled))), `${name}, by its link alone`)
    }
  }
  assert.ok(withIfCancelled > 0)
  Date.now = realNow
})
