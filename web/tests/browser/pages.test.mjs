// The pages in every state, also in those that a real server is seldom in, in a real browser against a test double of
// the server. The whole story is told with the real program, in real.test.mjs.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { broken, cutOff, findings, phone, shoot } from './browser.mjs'
import {
  anOrder, choose, en, euros, fill, languages, numberField, openOrder, orderAndLeave, orders, payButton, server, states, texts, useDouble, visit,
} from './visits.mjs'

const soon = () => new Date(Date.now() + 3_600_000).toISOString()
useDouble()

for (const [name, more] of Object.entries(states)) {
  test(`an order that is ${name}, in both colour schemes`, async () => {
    const id = await anOrder(more)
    for (const colorScheme of ['light', 'dark']) {
      const { page } = await visit({ colorScheme })
      await page.goto(`/en/orders/${id}`)
      await page.locator('.head').waitFor()
      await shoot(page, `order-${name}-${colorScheme}`)
      assert.deepEqual(await findings(page), [], colorScheme)
    }
  })
}

for (const lang of languages) {
  test(`nothing is cut off at 320 px, nor with 200 % text, in ${lang}`, async () => {
    const { page } = await visit({ lang, viewport: { width: 320, height: 640 } })
    server.state.refusals = (operator, amount) => (amount > 1500 ? { code: 'amount_not_possible_now' } : undefined)
    await page.goto(`/${lang}/`)
    await page.getByText(texts[lang]['demo.title'], { exact: true }).waitFor()
    assert.deepEqual(await cutOff(page), [])
    await choose(page)
    assert.deepEqual(await cutOff(page), [])
    await shoot(page, `${lang}-320-pay`)
    for (const [name, more] of Object.entries(states)) {
      const id = await anOrder(more)
      await page.goto(`/${lang}/orders/${id}`)
      await page.locator('.head').waitFor()
      assert.deepEqual(await cutOff(page), [], name)
    }
    await page.setViewportSize(phone)
    await page.goto(`/${lang}/`)
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
    await choose(page)
    assert.deepEqual(await cutOff(page), [])
    const field = await numberField(page).evaluate((input) => [input.scrollWidth, input.clientWidth])
    assert.ok(field[0] <= field[1], `the number needs ${field[0]} px of ${field[1]}`)
    await shoot(page, `${lang}-200-percent`)
  })
}

const wholes = /(\d{4}年)?\d+月\d+日|\d{1,2}\.?[\u00a0 ]\p{L}{3,9}\.?[\u00a0 ]20\d\d|\d{1,2}\u00a0h\u00a0\d\d|(0|\+32 )4\d\d( \d\d){3}|\S*.·/gu
async function findNoneBroken(page, name) {
  for (const width of [320, 335, 350, 365, 380, 395]) {
    await page.setViewportSize({ width, height: 800 })
    assert.deepEqual(await broken(page, wholes), [], `${name}, ${width} px`)
  }
}
for (const lang of languages) {
  test(`no line ends in a date, a time or a number, nor before a dot, in ${lang}`, async () => {
    const { page } = await visit({ lang })
    await page.goto(`/${lang}/`)
    await numberField(page).fill('0')
    await numberField(page).blur()
    await findNoneBroken(page, 'a mistake')
    await choose(page)
    await findNoneBroken(page, 'the choice')
    for (const [name, more] of Object.entries(states)) {
      const id = await anOrder(more)
      await page.goto(`/${lang}/orders/${id}`)
      await page.locator('.head').waitFor()
      await findNoneBroken(page, name)
    }
  })
}

for (const lang of languages) {
  test(`where no amount is possible no smaller one is advised, in ${lang}`, async () => {
    const { page } = await visit({ lang })
    server.state.refusals = () => ({ code: 'amount_not_possible_now' })
    await page.goto(`/${lang}/`)
    await numberField(page).fill('0470 12 34 56')
    await page.getByText(texts[lang]['problem.amount_not_possible_now.none']).waitFor()
    assert.equal(await page.getByText(texts[lang]['problem.amount_not_possible_now.detail']).count(), 0)
    assert.equal(await page.locator('input[name="amount"]:enabled').count(), 0)
    await shoot(page, `${lang}-no-amount-possible`)
    assert.deepEqual(await cutOff(page), [])
  })
}

test('the choice in the dark, and what is refused ahead', async () => {
  const { page } = await visit({ colorScheme: 'dark' })
  server.state.refusals = (operator, amount) => (amount > 2000 ? { code: 'amount_not_possible_now' } : undefined)
  await page.goto('/en/')
  await choose(page)
  await page.getByText(en['problem.amount_not_possible_now.detail']).waitFor()
  assert.ok(await page.locator('input[name="amount"][value="5000"]').isDisabled())
  await shoot(page, 'choice-not-possible-now-dark')
  assert.deepEqual(await findings(page), [])
})

for (const [name, link] of [['behind #', '/en/#msisdn=+32470123456'], ['where it is sent along', '/en/?msisdn=0470123456']]) {
  test(`a link fills in the number, ${name}, and the address bar and the history lose it`, async () => {
    const { page } = await visit()
    await page.goto(link)
    await page.getByText(fill(en['choice.read_back'], { number: '0470 12 34 56' })).waitFor()
    await page.locator('input[name="amount"]').first().waitFor()
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search + new URL(page.url()).hash, '/en/')
    await page.reload()
    await page.getByText(fill(en['choice.read_back'], { number: '0470 12 34 56' })).waitFor()
    const told = server.state.told.filter((one) => one.includes('470123456'))
    assert.deepEqual(told, link.includes('?') ? [link] : [], 'the server is told by nothing but such a link itself')
  })
}

test('a link with another number, followed while the page is open, fills that one in', async () => {
  const { page } = await visit()
  await page.goto('/en/#msisdn=0470123456')
  await page.getByText(fill(en['choice.read_back'], { number: '0470 12 34 56' })).waitFor()
  await page.evaluate(() => { location.hash = 'msisdn=0485123456' })
  await page.getByText(fill(en['choice.read_back'], { number: '0485 12 34 56' })).waitFor()
  assert.equal(new URL(page.url()).hash, '')
})

test('what a page still finds out while it is left for such a link does not replace its number', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await numberField(page).fill('0470123456')
  await page.getByText(fill(en['choice.read_back'], { number: '0470 12 34 56' })).waitFor()
  await page.evaluate(() => {
    // The page that is left goes on until the next one arrives.
    addEventListener('beforeunload', () => {
      const field = document.querySelector('input[type="tel"]')
      field.value = '0470123457'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    location.hash = 'msisdn=0485123456'
  })
  await page.getByText(fill(en['choice.read_back'], { number: '0485 12 34 56' })).waitFor()
})

test('a mistake in the number is told when the field is left', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await numberField(page).fill('021234567')
  assert.equal(await page.locator('.mistake').count(), 0)
  await numberField(page).blur()
  await page.getByText(en['problem.msisdn_fixed_line.detail']).waitFor()
  await numberField(page).fill('\u0660\u0664\u0667\u0660')
  await numberField(page).blur()
  await page.getByText('digits of another script').waitFor()
  await numberField(page).fill('021234567')
  await numberField(page).blur()
  await shoot(page, 'choice-fixed-line')
  assert.deepEqual(await findings(page), [])
})

test('a number of another operator than it looks like is with who has it', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await numberField(page).fill('0472 33 44 55')
  await page.getByText('This number is with Orange.').waitFor()
})

test('a suggestion is changed to an operator at which the number cannot be topped up, and the page says so', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await numberField(page).fill('0485 12 34 56')
  await page.getByText('Looks like Telenet').waitFor()
  await page.getByRole('button', { name: en['choice.change'] }).click()
  await page.getByLabel('Orange').check()
  await page.getByText(en['problem.number_not_possible.title'], { exact: true }).waitFor()
  assert.equal(await page.getByText(en['problem.number_not_possible.title']).count(), 1, 'not twice')
  assert.equal(await page.locator('input[name="amount"]').count(), 0)
  await shoot(page, 'choice-number-not-possible')
  assert.deepEqual(await findings(page), [])
})

const refusals = {
  price_changed: [409, { total: euros(1550) }, 'The price is now €15.50'],
  amount_not_possible_now: [422, {}, 'a smaller amount or another day may be possible'],
  wrong_operator: [422, { operator: 'orange' }, 'The number is with Orange'],
  number_not_possible: [422, {}, 'check the number and the operator, or ask the operator'],
  amount_not_on_sale: [422, {}, 'choose one of the amounts on sale'],
  tender_not_offered: [422, {}, 'choose another one'],
  payment_not_possible_now: [403, {}, 'Pay in a shop, try again later, or contact us.'],
  code_of_tomorrow: [422, { detail: 'The moon is full.' }, 'You were not charged. The moon is full.'],
}
for (const [code, [status, more, says]] of Object.entries(refusals)) {
  test(`refused while paying: ${code}; the next press is a new attempt`, async () => {
    const { page } = await visit()
    await page.goto('/en/')
    await choose(page)
    server.state.refuse = () => server.problem(status, code, more)
    if (code === 'price_changed') server.state.fee = 50
    await payButton(page).click()
    const notice = page.getByRole('alert')
    await notice.getByText(says).waitFor()
    assert.match(await notice.innerText(), /not charged|o money was taken/)
    // Where it is advised to contact somebody, it says whom.
    assert.equal(await notice.getByRole('link', { name: '02 000 00 00' }).count(), ['payment_not_possible_now', 'code_of_tomorrow'].includes(code) ? 1 : 0)
    await shoot(page, `refused-${code}`)
    assert.deepEqual(await findings(page), [])
    server.state.refuse = undefined
    await page.locator('input[name="amount"][value="2500"]').check()
    await payButton(page).click()
    await page.waitForURL('**/pay/**')
    assert.equal(server.state.posts.length, 2)
    assert.notEqual(server.state.posts[0].key, server.state.posts[1].key)
  })
}

// In cents, of the row with that label; undefined without one.
async function centsOf(page, label) {
  const rows = await page.locator('.summary dl > div').evaluateAll((all) => all.map((row) => ['dt', 'dd'].map((part) => row.querySelector(part).textContent.trim())))
  const value = rows.find(([name]) => name.startsWith(label))?.[1]
  return value === undefined ? undefined : Number(value.replace(/\D/g, ''))
}

for (const lang of languages) {
  test(`the fee is shown before paying, the same for every method, and lines add up to the total, in ${lang}`, async () => {
    const says = texts[lang]
    for (const [fee, credited] of [[50, 1], [0, 1], [50, 0.8]]) {
      const { page } = await visit({ lang })
      Object.assign(server.state, { fee, credited })
      await page.goto(`/${lang}/`)
      await choose(page)
      for (const tender of server.state.tenders) {
        await page.locator(`input[name="tender"][value="${tender}"]`).check()
        const amount = (await centsOf(page, says['details.amount'])) ?? (await centsOf(page, says['choice.credit'].split(/[,，]/)[0]))
        assert.equal(amount, 1500, tender)
        assert.equal(await centsOf(page, says['choice.fee']), fee, tender)
        assert.equal(await centsOf(page, says['choice.total']), 1500 + fee, tender)
        assert.match((await payButton(page).innerText()).replace(/\D/g, ''), new RegExp(`^${1500 + fee}`))
      }
      assert.deepEqual(await cutOff(page), [])
    }
  })
}

test('a double tap makes one order', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  server.state.slowMs = 300
  await payButton(page).dblclick().catch(() => undefined)
  await page.waitForURL('**/pay/**')
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 1)
  assert.equal(server.state.keys.has(server.state.posts[0].key), true)
})

// Which tab is first differs from time to time, and so does how soon the other one can know.
for (const round of [1, 2, 3, 4]) {
  test(`two tabs that pay different amounts at once make one order, time ${round}`, async () => {
    const { context, page } = await visit()
    const made = orders().length
    const other = await context.newPage()
    await Promise.all([page.goto('/en/'), other.goto('/en/')])
    await choose(page)
    await choose(other, { amount: 5000 })
    server.state.slowMs = 400
    const press = (tab) => tab.evaluate(() => document.querySelector('button.pay')?.click())
    await Promise.all([press(page), press(other)])
    const paying = await Promise.any([page, other].map((tab) => tab.waitForURL('**/pay/**').then(() => tab)))
    const left = paying === page ? other : page
    await openOrder(left).getByText(en['order.awaiting.headline']).waitFor()
    assert.equal(await openOrder(left).count(), 1)
    assert.equal(orders().length, made + 1)
    const [first] = server.state.posts
    for (const one of server.state.posts) assert.deepEqual(one, first)
    assert.ok(!left.url().includes('/pay/'), left.url())
    await shoot(left, 'second-tab-unpaid')
    assert.deepEqual(await findings(left), [])
  })
}

test('offline at the moment of paying: kept over a reload, sent once when the network is back', async () => {
  const { page } = await visit()
  const made = orders().length
  await page.goto('/en/')
  await choose(page)
  server.state.mute = true // the order arrives, the answer does not
  await payButton(page).click()
  await page.getByText(en['pending.offline']).waitFor()
  await shoot(page, 'pending-offline')
  assert.deepEqual(await findings(page), [])
  await page.reload()
  await page.getByText(en['pending.offline']).waitFor()
  server.state.mute = false
  await page.getByRole('button', { name: en['pending.try_now'] }).click()
  await page.waitForURL('**/pay/**')
  assert.equal(orders().length, made + 1)
  assert.ok(server.state.posts.length >= 3)
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 1)
})

test('a closed tab: the next one goes on with the same order', async () => {
  const { context, page } = await visit()
  await page.goto('/en/')
  await choose(page)
  server.state.mute = true
  await payButton(page).click()
  await page.getByText(en['pending.offline']).waitFor()
  await page.close()
  server.state.mute = false
  const next = await context.newPage()
  await next.goto('/en/')
  await openOrder(next).getByText(en['order.awaiting.headline']).waitFor()
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 1)
  await next.getByRole('button', { name: en['order.continue'] }).click()
  await next.waitForURL('**/pay/**')
})

test('giving up while nobody answers ends with the order cancelled, not lost; another is chosen meanwhile', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  server.state.mute = true
  await payButton(page).click()
  await page.getByText(en['pending.offline']).waitFor()
  await page.getByRole('button', { name: en['pending.give_up'] }).click()
  await openOrder(page).getByText(en['pending.giving_up']).waitFor()
  await payButton(page).getByText('€15.00').waitFor() // what was chosen is still there
  await shoot(page, 'giving-up')
  assert.deepEqual(await findings(page), [])
  await page.reload() // kept over that, too
  await openOrder(page).getByText(en['pending.giving_up']).waitFor()
  const [{ key }] = server.state.posts
  server.state.mute = false
  await page.locator('.mine .past').getByText(en['order.closed.cancelled']).waitFor({ timeout: 40_000 })
  const given = orders().at(-1)
  assert.equal(given.state, 'cancelled')
  for (const post of server.state.posts) assert.equal(post.key, key)
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  assert.notEqual(server.state.posts.at(-1).key, key)
})

test('too busy: the same is sent again under the same key', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  let left = 2
  server.state.refuse = () => (left-- > 0 ? server.problem(503, 'busy') : undefined)
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  assert.equal(server.state.posts.length, 3)
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 1)
})

test('an answer that leaves the money open: no second payment is offered, and the same is sent again', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  server.state.refuse = () => server.problem(422, 'code_of_tomorrow', { money: 'unknown' })
  await payButton(page).click()
  await page.getByText(en['pending.unclear'], { exact: true }).waitFor()
  assert.equal(await payButton(page).count(), 0)
  assert.equal(await page.getByText(en['pending.not_charged']).count(), 0)
  await shoot(page, 'choice-unclear')
  assert.deepEqual(await findings(page), [])
  server.state.refuse = undefined
  await page.waitForURL('**/pay/**')
  assert.ok(server.state.posts.length > 1)
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 1)
})

test('Back from the bank leads to the order, and Back after paying pays nothing again', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  const { id } = orders().at(-1)
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: en['order.awaiting.headline'] }).waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1')
  server.change(id, states.delivering)
  await page.goBack() // to the choice
  await openOrder(page).getByText(en['order.moving.headline']).waitFor()
  assert.equal(await payButton(page).count(), 0)
  assert.equal(await numberField(page).inputValue(), '')
  await shoot(page, 'back-after-paying')
  assert.deepEqual(await findings(page), [])
  server.change(id, states.delivered)
  await page.locator('.mine .past').getByText(fill(en['order.delivered.headline'], { credited: '€15.00' })).waitFor({ timeout: 20_000 })
  await choose(page)
  await page.getByText(en['choice.recent_next']).waitFor() // the same number, minutes ago
  await shoot(page, 'choice-recently-topped-up')
  assert.equal(server.state.posts.length, 1)
})

test('what was entered survives a reload', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page, { number: '0485123456', amount: 3000 })
  await page.reload()
  await payButton(page).getByText('€30.00').waitFor()
  await page.getByText('Looks like Telenet').waitFor()
})

test('the language is changed on the way, kept in the address, and loses nothing', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  await page.getByRole('button', { name: en['app.language'] }).click()
  await page.getByRole('link', { name: '中文' }).click()
  await page.waitForURL('**/zh/')
  await payButton(page).getByText('0470 12 34 56').waitFor()
  assert.equal(await page.title(), texts.zh['app.title'])
  await page.goto('/') // chosen before
  await page.waitForURL('**/zh/')
})

test('the languages are looked through with the keyboard; only Enter changes anything', async () => {
  const { page } = await visit({ viewport: { width: 320, height: 640 } })
  await page.goto('/en/')
  const button = page.getByRole('button', { name: en['app.language'] })
  await button.focus()
  await page.keyboard.press('Enter')
  assert.equal(await button.getAttribute('aria-expanded'), 'true')
  assert.equal(await page.locator('.language [aria-current]').innerText(), 'English')
  await shoot(page, 'languages-open')
  assert.deepEqual(await findings(page), [])
  assert.deepEqual(await cutOff(page), [])
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Tab', 'Tab']) await page.keyboard.press(key)
  assert.match(page.url(), /\/en\/$/)
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  await page.keyboard.press('Escape')
  assert.equal(await button.getAttribute('aria-expanded'), 'false')
  assert.ok(await button.evaluate((node) => node === document.activeElement))
  await page.keyboard.press('Enter')
  for (let i = 0; i < 2; ++i) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/fr/')
  await page.getByRole('heading', { level: 1, name: texts.fr['choice.headline'] }).waitFor()
  assert.equal(await page.locator('.language ul').isVisible(), false)
  await page.getByRole('button', { name: texts.fr['app.language'] }).click()
  await page.mouse.click(10, 500) // elsewhere
  assert.equal(await page.locator('.language ul').isVisible(), false)
  const id = await anOrder()
  await page.goto(`/fr/orders/${id}`)
  await page.locator('.head').waitFor()
  assert.equal(await page.locator('.language a[hreflang="de"]').getAttribute('href'), `/de/orders/${id}`)
})

const focused = (page) => page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.textContent}`)
test("the focus lands on the headline of an order, and of what is gone to from there", async () => {
  const id = await anOrder(states.cancelled)
  const { page } = await visit()
  await page.goto(`/en/orders/${id}`)
  await page.locator('.head').waitFor()
  assert.equal(await focused(page), `H1 ${en['order.closed.cancelled']}`)
  await page.getByRole('button', { name: en['order.try_again'] }).click()
  await numberField(page).waitFor()
  assert.equal(await focused(page), `H1 ${en['choice.headline']}`)
  await page.goBack()
  await page.locator('.head').waitFor()
  assert.equal(await focused(page), `H1 ${en['order.closed.cancelled']}`)
})

test('a bonus that ends sooner than the credit says both days', async () => {
  const { page } = await visit()
  const day = (days) => new Intl.DateTimeFormat('en-IE', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Brussels' }).format(Date.now() + days * 86_400_000)
  await page.goto('/en/')
  await numberField(page).fill('0470123456')
  const tile = page.locator('.amount').first()
  await tile.getByText(fill(en['choice.bonus_until'], { bonus: '€1.50', date: day(31) })).waitFor()
  await tile.getByText(fill(en['choice.credit_until'], { date: day(365) })).waitFor()
  await shoot(page, 'choice-bonus-days')
  await numberField(page).fill('0485123456')
  await page.locator('.amount').first().getByText(fill(en['choice.credit_until'], { date: day(365) }), { exact: true }).waitFor()
})

test('where somebody looks into it, the page says who can be asked', async () => {
  const id = await anOrder(states.attention)
  const { page } = await visit()
  await page.goto(`/en/orders/${id}`)
  await page.locator('.details .help').waitFor()
  assert.match(await page.locator('.help').innerText(), /02 000 00 00.*help@herlaad\.example.*Mon-Fri 08:00-20:00\u00a0· Nederlands\u00a0· Français/s)
  assert.equal(await page.locator('.help a[href^="mailto:"]').count(), 1)
})

test('a payment page that does not open: said, with what can be done', async () => {
  const since = new Date(Date.now() - 12_000).toISOString()
  const says = {
    headline: { code: 'order.stuck.headline', text: '' }, money: [{ code: 'order.opening.money', text: '' }],
    next: [{ code: 'order.stuck.why', text: '', values: { since: { at: since, as: 'clock' }, until: { at: soon(), as: 'clock' } } }, { code: 'order.stuck.leave', text: '' }],
    can_pay: false, can_cancel: true,
  }
  const { page } = await visit()
  const id = await orderAndLeave(page)
  server.change(id, { says })
  await page.goto(`/en/orders/${id}`)
  await page.getByRole('heading', { level: 1, name: en['order.stuck.headline'] }).waitFor()
  await page.getByText(en['order.stuck.leave']).waitFor()
  assert.equal(await page.getByRole('link', { name: en['order.continue'] }).count(), 0)
  await shoot(page, 'order-bank-dead')
  await page.getByRole('button', { name: en['pending.cancel'] }).click()
  await page.waitForFunction(() => document.querySelector('.head.stop') || document.querySelector('.head.wait'))
})

test('an order that has ended is not streamed for ever, though money of it still moves', async () => {
  const id = await anOrder(states.paid)
  server.state.events = true
  const { page } = await visit()
  await page.goto(`/en/orders/${id}`)
  await page.getByText(en['order.moving.headline']).waitFor()
  server.change(id, { ...states.delivered, says: { look_again_seconds: 5 } }) // what was charged twice goes back
  await page.locator('.head.good').waitFor()
  server.hangUp(id)
  await page.waitForFunction(() => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/events')).length >= 1)
  await page.waitForTimeout(2_500) // a stream that is asked for again is, after 200 ms
  assert.ok(server.state.streams <= 2, `${server.state.streams} streams`)
  server.change(id, { ...states.delivered, says: { look_again_seconds: 0, money: [{ code: '', text: 'It went back.' }] } })
  await page.getByText('It went back.').waitFor({ timeout: 30_000 })
})

test('the icon is where browsers look for it', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  const link = await page.locator('link[rel="icon"]').getAttribute('href')
  for (const [address, type] of [[link, 'image/svg+xml'], ['/favicon.ico', 'image/x-icon']]) {
    const answer = await page.request.get(address)
    assert.equal(answer.status(), 200)
    assert.equal(answer.headers()['content-type'], type)
  }
})

test('the order page follows events, and asks when the server tells nothing', async () => {
  const id = await anOrder(states.paid)
  server.state.events = true
  const { page } = await visit()
  await page.goto(`/en/orders/${id}`)
  await page.getByText(en['order.moving.headline']).waitFor()
  await page.route(`**/v1/topups/${id}`, (route) => route.abort()) // from now on only an event can tell
  server.change(id, states.delivered)
  await page.locator('.head.good').waitFor()
  server.state.events = false
  const other = await anOrder(states.paid)
  await page.goto(`/en/orders/${other}`)
  await page.getByText(en['order.moving.headline']).waitFor()
  server.change(other, states.refunded)
  await page.getByText(en['order.refunded.headline']).waitFor()
})

test('the order page says when it has no connection, and is right again afterwards', async () => {
  const id = await anOrder(states.unknown)
  const { page } = await visit()
  await page.goto(`/en/orders/${id}`)
  await page.getByText('has not answered yet').waitFor()
  server.state.down = true
  const silent = page.locator('h1 + [role="status"]').getByText(en['order.silent'])
  await silent.waitFor()
  assert.match(await silent.innerText(), /Checked at \d\d:\d\d:\d\d/)
  assert.equal(await page.getByText(en['order.silent']).count(), 1)
  const { y, height } = await silent.boundingBox()
  assert.ok(y + height < phone.height, 'on the first screen')
  await shoot(page, 'order-no-connection')
  assert.deepEqual(await findings(page), [])
  server.state.down = false
  server.change(id, states.delivered)
  await page.locator('.head.good').waitFor()
})

test('an order that is not there, and an address that is not', async () => {
  const { page } = await visit()
  await page.goto('/en/orders/tu_nothing')
  await page.getByRole('heading', { name: en['order.missing.headline'] }).waitFor()
  await shoot(page, 'order-missing')
  assert.deepEqual(await findings(page), [])
  await page.goto('/en/somewhere/else')
  await page.getByRole('heading', { name: en['nowhere.headline'] }).waitFor()
  assert.deepEqual(await findings(page), [])
})

test('nobody answers at the first visit', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await numberField(page).waitFor()
  server.state.down = true
  await numberField(page).fill('0470123456')
  await page.getByText(en['choice.unreachable'], { exact: true }).waitFor()
  await shoot(page, 'choice-unreachable')
  assert.deepEqual(await findings(page), [])
  server.state.down = false
  await page.getByRole('button', { name: en['pending.try_now'] }).click()
  await page.getByText('This number is with Proximus.').waitFor()
})

test('without script the page says what needs it', async () => {
  const { page } = await visit({ javaScriptEnabled: false })
  await page.goto('/nl/')
  await page.locator('noscript main').waitFor()
  assert.equal(await page.locator('noscript main').innerText(), texts.nl['app.noscript'])
})

test('no page that is built needs script or style inside it', () => {
  const dist = new URL('../../dist/', import.meta.url)
  for (const name of readdirSync(dist).filter((one) => one.endsWith('.html'))) {
    const html = readFileSync(new URL(name, dist), 'utf8')
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) assert.match(tag, /src="\/assets\//)
    assert.doesNotMatch(html, /<style|style=|\son\w+=|https?:\/\/|%\w/)
  }
})
