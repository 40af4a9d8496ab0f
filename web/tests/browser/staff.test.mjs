// Staff in a real browser with the real program: signing in with a password and a code, sessions, and what needs a second
// person; every page in every language, in both colour schemes, on a phone and at a desk.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { broken, cutOff, desktop, findings, launch, open, phone, shoot } from './browser.mjs'
import { openHouse, program } from './house.mjs'

const languages = ['nl', 'fr', 'de', 'en', 'zh']
const texts = Object.fromEntries(
  languages.map((lang) => [lang, JSON.parse(readFileSync(new URL(`../../../messages/${lang}.json`, import.meta.url), 'utf8'))]),
)
const en = texts.en
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
const password = 'a long password of staff'
const step = 30

let browser
let house
let opened
let count = 0
let visits = 0

before(async () => {
  house = await openHouse()
  const settings = join(tmpdir(), `herlaad-staff-${process.pid}.toml`)
  // Each visit has an address of its own: tries to sign in are few for one address.
  writeFileSync(settings, '[server]\ntrusted_proxies = ["127.0.0.1/32", "::1/128"]\n\n[staff]\napproval_above_cents = 1000\n')
  await house.start('--config', settings)
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await house?.close()
})
beforeEach(() => {
  opened = []
})
afterEach(async () => {
  for (const context of opened) {
    assert.deepEqual(context.mistakes, [])
    await context.close().catch(() => undefined)
  }
})

async function visit(options = {}) {
  const from = { 'X-Forwarded-For': `10.0.0.${++visits}` }
  const { context, page } = await open(browser, house.address, { extraHTTPHeaders: from, ...options })
  opened.push(context)
  return { context, page }
}

function bytesOf(base32) {
  const bits = [...base32].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

// What an authenticator app shows (RFC 6238), some steps from now.
function codeOf(secret, later = 0) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / step) + later))
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

const send = (path, body) =>
  fetch(`${house.address}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `10.1.0.${count}` },
    body: JSON.stringify(body),
  })

function invite(role) {
  const name = `person-${++count}`
  return { name, ...house.run('staff', 'add', name, '--role', role, '--full-name', 'A Person') }
}

const stepNow = () => Math.floor(Date.now() / 1000 / step)

// Something that uses the code before the present one, which is good until the present step ends: what was refused because
// the step ended on the way is done again. `attempt` returns the status of the answer.
async function inOneStep(attempt) {
  for (let tries = 0; ; ++tries) {
    const began = stepNow()
    const status = await attempt()
    if (status < 400 || stepNow() === began || tries === 3) return status
  }
}

// A person of their own for each test, as a code is accepted once. The invitation takes the code before the present one.
async function person(role = 'support') {
  const { name, invitation } = invite(role)
  const shown = await (await send('/v1/staff/invitation', { name, invitation })).json()
  const secret = shown.code_secret
  const accept = async () => (await send('/v1/staff/invitation/accept', { name, invitation, password, code: codeOf(secret, -1) })).status
  assert.equal(await inOneStep(accept), 204)
  return { name, secret, password }
}

async function fillIn(page, { name, code, word = password }) {
  await page.locator('#name').fill(name)
  await page.locator('#password').fill(word)
  await page.locator('#code').fill(code)
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.locator('form[action$="/sign-in"] button').click()
  await answered
  await page.waitForLoadState()
}

async function signIn(page, who, { lang = 'en', later = 0 } = {}) {
  await page.goto(`/${lang}/staff`)
  await fillIn(page, { name: who.name, code: codeOf(who.secret, later), word: who.password })
  await page.getByRole('heading', { level: 1, name: texts[lang]['staff.sessions'] }).waitFor()
}

// A top-up in cash that the operator refused, once it waits for a person to give the money back.
async function cashToGiveBack() {
  const number = '0485123002'
  const place = ['topup', 'place', number, '--amount', '15', '--tender', 'cash', '--data', house.data]
  // Its exit code says that nothing was delivered.
  assert.throws(() => execFileSync(program, place, { stdio: 'ignore' }))
  for (;;) {
    const [order] = house.orders(number)
    if (order.state === 'attention') return order.reference
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

// The reference of a top-up whose payer has paid on the payment page and disputes it there, once that is known.
async function disputed() {
  const order = await house.place()
  let paymentPage
  for (let tries = 0; !paymentPage && tries < 200; ++tries) {
    const next = (await fetch(order.payment.url, { redirect: 'manual' })).headers.get('location')
    if (next?.includes('/pay/')) paymentPage = next
    else await pause()
  }
  assert.ok(paymentPage, 'the order leads to the payment page')
  for (const action of ['approve', 'dispute']) {
    const form = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, redirect: 'manual' }
    assert.ok((await fetch(paymentPage, { ...form, body: `action=${action}` })).status < 400, action)
  }
  for (let tries = 0; tries < 200; ++tries) {
    const { topups } = house.run('dispute', 'list', '--open')
    if (topups.some(({ id }) => id === order.reference)) return order.reference
    await pause()
  }
  assert.fail('the dispute is told')
}

// The same for all tests.
let dispute
const aDispute = () => (dispute ??= disputed())

const headline = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor()
const post = (page, path, body) =>
  page.evaluate(async ([to, what]) => {
    const response = await fetch(to, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: what && JSON.stringify(what) })
    return { status: response.status, body: await response.json() }
  }, [path, body])

// At both sizes: nothing cut off, no finding, a picture.
async function lookAt(page, name) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await page.setViewportSize(viewport)
    await shoot(page, `staff-${name}-${size}`)
    assert.deepEqual(await cutOff(page), [], `${name} ${size}`)
    assert.deepEqual(await findings(page), [], `${name} ${size}`)
    assert.doesNotMatch(await page.locator('#app').innerText(), /\{|staff\.|problem\./, `${name} ${size}`)
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const lang of languages) {
    test(`${colorScheme}, ${lang}: the form, a refusal and the sessions are whole and without findings`, async () => {
      const t = texts[lang]
      const who = await person()
      const { page } = await visit({ lang, colorScheme, javaScriptEnabled: true })
      await page.goto('/staff')
      await page.waitForURL(`**/${lang}/staff`)
      await headline(page, t['staff.headline'])
      assert.equal(await page.getAttribute('html', 'lang'), lang === 'zh' ? 'zh-Hans' : lang)
      await lookAt(page, `${lang}-${colorScheme}-1-form`)

      const wrong = codeOf(who.secret) === '000000' ? '111111' : '000000'
      await fillIn(page, { name: who.name, code: wrong })
      await page.getByRole('alert').getByText(t['problem.sign_in_refused.detail']).waitFor()
      assert.equal(await page.locator('#name').inputValue(), who.name)
      assert.equal(await page.locator('#password').inputValue(), '')
      await lookAt(page, `${lang}-${colorScheme}-2-refused`)

      await signIn(page, who, { lang })
      await page.getByText(fill(t['staff.signed_in_as'], { name: who.name })).waitFor()
      await page.getByText(t['staff.session_this']).waitFor()
      await lookAt(page, `${lang}-${colorScheme}-3-sessions`)
      assert.deepEqual(await broken(page, /\d\d:\d\d/g), [])
    })
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const lang of languages) {
    test(`${colorScheme}, ${lang}: the open disputes are whole and without findings`, async () => {
      const t = texts[lang]
      const topup = await aDispute()
      const { page } = await visit({ lang, colorScheme })
      await signIn(page, await person('finance'), { lang })
      await page.getByRole('link', { name: t['staff.disputes'], exact: true }).click()
      await headline(page, t['staff.disputes'])
      await page.getByRole('heading', { level: 2, name: fill(t['staff.dispute_topup'], { topup }) }).waitFor()
      const [before, after] = t['staff.dispute_until'].split('{time}')
      await page.getByText(before.trim() || after.trim()).first().waitFor()
      await lookAt(page, `${lang}-${colorScheme}-4-disputes`)
    })
  }
}

test('the evidence of a dispute is a file to keep, without script too', async () => {
  const topup = await aDispute()
  const { page } = await visit({ javaScriptEnabled: false })
  await signIn(page, await person('finance'))
  await page.goto('/en/staff/disputes')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: fill(en['staff.dispute_evidence'], { topup }) }).click()
  assert.equal((await download).suggestedFilename(), `herlaad-evidence-${topup}.pdf`)
})

test('a role that may not read disputes is told so', async () => {
  const { page } = await visit()
  await signIn(page, await person('support'))
  assert.equal(await page.getByRole('link', { name: en['staff.disputes'], exact: true }).count(), 0)
  await page.goto('/en/staff/disputes')
  await page.getByRole('alert').getByText(en['staff.disputes_refused']).waitFor()
  await lookAt(page, 'disputes-refused')
})

test('a wrong password, a wrong code and a code that was used are refused alike', async () => {
  const who = await person()
  const { page } = await visit()
  await page.goto('/en/staff')
  for (const wrong of [{ code: codeOf(who.secret), word: 'another long password' }, { code: codeOf(who.secret, 9) }]) {
    await fillIn(page, { name: who.name, ...wrong })
    await page.getByRole('alert').getByText(en['problem.sign_in_refused.detail']).waitFor()
  }
  const used = codeOf(who.secret)
  await fillIn(page, { name: who.name, code: `${used.slice(0, 3)} ${used.slice(3)}` })
  await headline(page, en['staff.sessions'])
  const { page: another } = await visit()
  await another.goto('/en/staff')
  await fillIn(another, { name: who.name, code: used })
  await another.getByRole('alert').getByText(en['problem.sign_in_refused.detail']).waitFor()
})

test('with the keyboard alone', async () => {
  const who = await person()
  const { page } = await visit({ viewport: desktop })
  await page.goto('/en/staff')
  await page.locator('#name').focus()
  await page.keyboard.type(who.name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Tab')
  await page.keyboard.type(codeOf(who.secret))
  await page.keyboard.press('Enter')
  await headline(page, en['staff.sessions'])
})

test('without script: signing in, and out again', async () => {
  const who = await person()
  const { page } = await visit({ javaScriptEnabled: false })
  await signIn(page, who)
  await page.locator('form[action$="/sign-out"] button').click()
  await headline(page, en['staff.headline'])
  await page.goto('/en/staff')
  await headline(page, en['staff.headline'])
})

test('a session is ended from another one, and then all of them', async () => {
  const who = await person()
  const one = await visit({ viewport: desktop })
  const other = await visit()
  await signIn(one.page, who)
  await signIn(other.page, who, { later: 1 })
  const ends = one.page.locator('form[action*="/sessions/ss_"] button')
  await one.page.reload()
  await ends.waitFor()
  assert.equal(await ends.count(), 1, 'one cannot end the session in use with it')
  await lookAt(one.page, 'two-sessions')
  await one.page.setViewportSize(desktop)
  await ends.click()
  await ends.waitFor({ state: 'detached' })
  await headline(one.page, en['staff.sessions'])
  await other.page.goto('/en/staff')
  await headline(other.page, en['staff.headline'])
  await one.page.locator('form[action$="/sessions/end"] button').click()
  await headline(one.page, en['staff.headline'])
  assert.equal(house.run('staff', 'sessions', who.name).sessions.length, 0)
})

for (const lang of languages) {
  test(`${lang}: an invitation, a password and codes, and later other ones`, async () => {
    const t = texts[lang]
    const { name, invitation } = invite('support')
    const { page } = await visit({ lang })
    await page.goto(`/${lang}/staff`)
    await page.getByRole('link', { name: t['staff.use_invitation'] }).click()
    await headline(page, t['staff.set_up'])
    await lookAt(page, `${lang}-invitation-1`)
    await page.locator('#name').fill(name)
    await page.locator('#invitation').fill(invitation)
    await page.locator('#invitation').press('Enter')
    await page.locator('#secret').waitFor()
    await lookAt(page, `${lang}-invitation-2`)
    const secret = (await page.locator('#secret').innerText()).replaceAll(' ', '')
    await inOneStep(async () => {
      await page.locator('#password').fill(password)
      await page.locator('#code').fill(codeOf(secret, -1))
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.locator('#code').press('Enter')
      const status = (await answered).status()
      await page.waitForLoadState()
      return status
    })
    await page.getByRole('status').getByText(t['staff.set_up_done']).waitFor()
    await lookAt(page, `${lang}-invitation-3`)
    await signIn(page, { name, secret, password }, { lang })
    await page.locator('form[action$="/renew"] #password').fill(password)
    await page.locator('form[action$="/renew"] #code').fill(codeOf(secret, 1))
    await page.locator('form[action$="/renew"] button').click()
    await page.locator('#secret').waitFor()
  })
}

test('a form of another site signs nobody in or out', async () => {
  const who = await person()
  const { page, context } = await visit()
  await signIn(page, who)
  const elsewhere = 'http://127.0.0.1:1/'
  await context.route(`${elsewhere}**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<form method="post" action="${house.address}/en/staff/sessions/end"><button>go</button></form>` }))
  const forged = await context.newPage()
  await forged.goto(elsewhere)
  await forged.locator('button').click()
  await forged.waitForURL(`${house.address}/**`)
  await page.reload()
  await headline(page, en['staff.sessions'])
})

test('a large sum is given back once a second person has approved it', async () => {
  const [asks, approves] = [await visit(), await visit()]
  const asking = await person('support')
  await signIn(asks.page, asking)
  const second = house.finance()
  await signIn(approves.page, second)
  const topup = await cashToGiveBack()
  const decide = (more = {}) => post(asks.page, `/v1/topups/${topup}/resolve`, { resolution: 'paid_out', reason: 'counter 2', ...more })
  const refused = await decide()
  assert.equal(refused.status, 409)
  assert.equal(refused.body.code, 'approval_required')

  const requested = await post(asks.page, '/v1/approvals', { action: 'topup.resolve', subject: topup, detail: 'paid_out', reason: 'the payer stands here' })
  assert.equal(requested.status, 201)
  const approval = requested.body.id
  assert.equal((await post(asks.page, `/v1/approvals/${approval}/give`)).status, 403, 'support approves nothing')
  assert.equal((await decide({ approval })).body.approval, 'not_given')
  assert.equal((await post(approves.page, `/v1/approvals/${approval}/give`)).body.code, 'step_up_required')
  const again = await post(approves.page, '/v1/staff/step-up', { password: second.password, code: codeOf(second.secret, 1) })
  assert.equal(again.status, 200)
  const given = await post(approves.page, `/v1/approvals/${approval}/give`)
  assert.equal(given.status, 200)
  const decided = await decide({ approval })
  assert.equal(decided.status, 200)
  assert.equal(decided.body.state, 'refunded')
  const acts = house.run('audit', 'list', '--subject', topup).acts
  assert.equal(acts[0].actor, `staff:${asking.name}`)
})
