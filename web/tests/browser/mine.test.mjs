// The orders of this browser: where they are found again, what is said of them, and that none is paid for twice.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { broken, cutOff, findings, shoot } from './browser.mjs'
import {
  choose, en, euros, languages, numberField, openOrder, orderAndLeave, orders, payButton, server, states, texts, useDouble, visit,
} from './visits.mjs'

useDouble()

const standing = (page) => page.getByRole('alert').getByText(en['orders.standing'], { exact: true })

test('an open order does not block a second number, and both are found again', async () => {
  const { page } = await visit()
  await orderAndLeave(page)
  await choose(page, { number: '0495123456', amount: 2000 })
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  await page.goto('/en/')
  await openOrder(page).getByText(en['order.awaiting.headline']).nth(1).waitFor()
  assert.equal(await openOrder(page).count(), 2)
  await openOrder(page).getByRole('button', { name: en['order.continue'] }).nth(1).waitFor()
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 2)
  await shoot(page, 'two-open-orders')
  assert.deepEqual(await findings(page), [])
  await openOrder(page).nth(1).getByRole('button', { name: en['order.continue'] }).click()
  await page.waitForURL(`**/pay/${orders().at(-2).id}`)
})

test('the same number and amount while it is open: told of first, ordered again only when wanted', async () => {
  const { page } = await visit()
  await orderAndLeave(page)
  await choose(page)
  await payButton(page).click()
  await standing(page).waitFor()
  assert.equal(server.state.posts.length, 1)
  await shoot(page, 'already-open')
  assert.deepEqual(await findings(page), [])
  await page.locator('input[name="amount"][value="2500"]').check() // something else: no longer in question
  await standing(page).waitFor({ state: 'detached' })
  await page.locator('input[name="amount"][value="1500"]').check()
  await payButton(page).click()
  await page.getByRole('button', { name: en['orders.anyway'] }).click()
  await page.waitForURL('**/pay/**')
  assert.equal(new Set(server.state.posts.map((one) => one.key)).size, 2)
})

test('a tab whose key another tab has used orders nothing before it has told of that order', async () => {
  const { context, page } = await visit()
  const other = await context.newPage()
  await other.addInitScript(() => delete globalThis.BroadcastChannel) // it hears of nothing
  await Promise.all([page.goto('/en/'), other.goto('/en/')])
  await choose(other, { amount: 5000 })
  await choose(page)
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  await payButton(other).click()
  await standing(other).waitFor()
  assert.match(await other.getByRole('alert').innerText(), /€15\.00/)
  assert.equal(server.state.posts.length, 1)
  await payButton(other).getByText('€50.00').waitFor() // what was chosen here is still there
  await payButton(other).click()
  await other.waitForURL('**/pay/**')
  assert.deepEqual(server.state.posts.map((one) => one.wish.amount.amount), [1500, 5000])
})

test('the first page says what the page of the order says, and cancelling leads there', async () => {
  const { page } = await visit()
  const id = await orderAndLeave(page)
  const unheard = en['order.awaiting.unheard']
  await openOrder(page).getByText(unheard).waitFor()
  assert.equal(await page.getByText(en['order.closed.money']).count(), 0)
  // The bank had the money already: what becomes of it is told at once.
  server.state.cancelled = { ...states.refunding }
  await openOrder(page).getByRole('button', { name: en['pending.cancel'] }).click()
  await page.waitForURL(`**/en/orders/${id}`)
  await page.getByRole('heading', { level: 1, name: en['order.refunding.headline'] }).waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1')
  await page.goto('/en/')
  await openOrder(page).getByText(en['order.refunding.headline']).waitFor()
})

for (const name of ['cancelled', 'declined', 'expired', 'refunded']) {
  test(`a number whose order is ${name} does not count as topped up`, async () => {
    const { page } = await visit()
    const id = await orderAndLeave(page)
    await openOrder(page).waitFor()
    server.change(id, states[name])
    await page.reload()
    await page.locator('.mine .past').waitFor()
    await choose(page)
    await payButton(page).waitFor()
    assert.equal(await page.getByText(en['choice.recent_next']).count(), 0)
    await payButton(page).click()
    await page.waitForURL('**/pay/**')
  })
}

test('cancelled without an answer: nothing is said that is not known', async () => {
  const { page } = await visit()
  const id = await orderAndLeave(page)
  await openOrder(page).getByRole('button', { name: en['pending.cancel'] }).waitFor()
  server.state.down = true
  await openOrder(page).getByRole('button', { name: en['pending.cancel'] }).click()
  await page.getByText(en['order.cancel_unknown']).waitFor()
  assert.doesNotMatch(await openOrder(page).innerText(), /Nothing was changed/)
  server.state.down = false
  server.change(id, states.cancelled)
  await page.locator('.mine .past').getByText(en['order.closed.cancelled']).waitFor({ timeout: 20_000 })
})

test('ten seconds without an answer: the page says so, and offers to leave', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  server.state.slowMs = 60_000
  await payButton(page).click()
  await page.getByRole('heading', { name: en['pending.placing'] }).waitFor()
  await page.getByText(en['pending.not_charged']).waitFor()
  assert.equal(await page.getByText(en['pending.busy']).count(), 0)
  await page.getByText(en['pending.busy']).waitFor({ timeout: 15_000 })
  await shoot(page, 'pending-ten-seconds')
  await page.getByRole('button', { name: en['pending.give_up'] }).click()
  await numberField(page).waitFor()
  await openOrder(page).getByText(en['pending.giving_up']).waitFor()
})

test('receipts are found again, and "Erase this list" leaves nothing behind', async () => {
  const { page } = await visit()
  const id = await orderAndLeave(page)
  await openOrder(page).waitFor()
  server.change(id, { ...states.delivered, links: { self: '', receipt_pdf: `/v1/topups/${id}/receipt.pdf` } })
  await page.reload()
  const receipt = page.locator('.mine').getByRole('link', { name: en['order.receipt'] })
  assert.equal(await receipt.getAttribute('href'), `/v1/topups/${id}/receipt.pdf?lang=en`)
  await shoot(page, 'list-delivered')
  assert.deepEqual(await findings(page), [])
  await numberField(page).fill('0495123456')
  await page.getByRole('button', { name: en['orders.erase'] }).click()
  await page.getByText(en['orders.erase_sure']).waitFor()
  await shoot(page, 'list-erase')
  assert.deepEqual(await findings(page), [])
  await page.getByRole('button', { name: en['orders.erase'] }).click()
  await page.locator('.mine').waitFor({ state: 'detached' })
  assert.equal(await numberField(page).inputValue(), '')
  await page.reload()
  await numberField(page).waitFor()
  assert.equal(await page.locator('.mine').count(), 0)
  const left = await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((one) => one.name)
    const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)]
    for (const name of names) {
      const database = await new Promise((done) => (indexedDB.open(name).onsuccess = (event) => done(event.target.result)))
      const request = database.transaction('texts').objectStore('texts').getAll()
      all.push(...(await new Promise((done) => (request.onsuccess = () => done(request.result)))))
    }
    return all.join('\n')
  })
  assert.doesNotMatch(left, /470123456|495123456|470 12|tu_/)
})

// As if this many orders had been placed here, each so long before the one above it.
const putOrders = (page, count, apart, last = { state: 'cancelled', headline: { code: 'order.closed.cancelled', text: 'cancelled' } }) =>
  page.evaluate(async ([count, apart, last]) => {
    const wish = (n) => ({ msisdn: `+3247000000${n % 10}`, operator: 'proximus', tender: 'card', amount: { amount: 1500, currency: 'EUR' }, total: { amount: 1500, currency: 'EUR' } })
    const list = Array.from({ length: count }, (_, n) => ({ key: `key-${n}`, id: `tu_${n}`, at: Date.now() - n * apart, wish: wish(n), last }))
    const database = await new Promise((done) => (indexedDB.open('herlaad.orders').onsuccess = (event) => done(event.target.result)))
    const change = database.transaction('texts', 'readwrite')
    change.objectStore('texts').put(JSON.stringify(list), 'herlaad.orders')
    await new Promise((done) => (change.oncomplete = done))
  }, [count, apart, last])

for (const lang of languages) {
  test(`the time of an earlier order stands beside its date, in ${lang}`, async () => {
    const { page } = await visit({ lang })
    await page.goto(`/${lang}/`)
    await numberField(page).waitFor()
    await putOrders(page, 3, 86_400_000)
    await page.reload()
    await page.locator('.mine .past').nth(1).waitFor()
    for (const width of [320, 345, 370, 395]) {
      await page.setViewportSize({ width, height: 800 })
      assert.deepEqual(await broken(page, /20\d\d(年\d+月\d+日)?,? .*\d\d$/g), [], `${width} px`)
    }
  })
}

// Two rows, at any width that is usual: number, amount and receipt, and below what became of it and when.
const delivered = { state: 'delivered', receipt: '/v1/topups/tu_0/receipt.pdf', headline: { code: 'order.delivered.headline', values: { credited: euros(1500) }, text: 'delivered' } }
for (const lang of languages) {
  test(`an earlier order has its receipt in the first row and its time in the second, in ${lang}`, async () => {
    const { page } = await visit({ lang })
    await page.goto(`/${lang}/`)
    await numberField(page).waitFor()
    await putOrders(page, 3, 86_400_000, delivered)
    await page.reload()
    await page.locator('.mine .past').nth(1).waitFor()
    for (const width of [360, 390, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      const boxes = (selector) => page.locator(`.mine .past ${selector}`).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))
      const [order, receipt, status, time] = await Promise.all(['a:not(.receipt)', 'a.receipt', '.quiet', '.note'].map(boxes))
      for (const n of [0, 1]) {
        assert.equal(receipt[n].top, order[n].top, `${width} px`)
        assert.ok(receipt[n].left >= order[n].right, `${width} px`)
        assert.ok(status[n].top >= order[n].bottom, `${width} px`)
        assert.ok(Math.abs(time[n].top - status[n].top) < 8 && time[n].left >= status[n].right, `${width} px`)
      }
      assert.deepEqual(await cutOff(page), [])
    }
    await page.setViewportSize({ width: 390, height: 800 })
    await shoot(page, `past-${lang}`)
  })
}

test('a long list is short at first, and never without an end', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await numberField(page).waitFor()
  await putOrders(page, 50, 60_000)
  await page.reload()
  await page.locator('.mine .past').first().waitFor()
  assert.equal(await page.locator('.mine > ul > li').count(), 3)
  await page.getByText(en['orders.earlier']).click()
  await page.locator('.mine details .past').first().waitFor()
  await orderAndLeave(page)
  await openOrder(page).waitFor()
  assert.equal((await page.locator('.mine .past').count()) + 1, 20)
})

for (const lang of languages) {
  test(`the list fits at 320 px, in both schemes, in ${lang}`, async () => {
    const colorScheme = languages.indexOf(lang) % 2 ? 'dark' : 'light'
    const { page } = await visit({ lang, colorScheme, viewport: { width: 320, height: 640 } })
    const past = await orderAndLeave(page)
    await openOrder(page).waitFor()
    server.change(past, { ...states.delivered, links: { self: '', receipt_pdf: '/v1/receipt.pdf' } })
    await orderAndLeave(page, { number: '0485123456', amount: 3000 })
    await page.goto(`/${lang}/`)
    await openOrder(page).getByText(texts[lang]['order.awaiting.headline']).waitFor()
    await choose(page, { number: '0485123456', amount: 3000 })
    await payButton(page).click()
    await page.getByRole('alert').getByText(texts[lang]['orders.standing']).waitFor()
    await shoot(page, `list-${lang}-320`)
    assert.deepEqual(await cutOff(page), [])
    assert.deepEqual(await findings(page), [])
  })
}

test('where to send the link is asked in passing, told wrong before paying, and sent with the order', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  assert.ok(!(await page.locator('#contact').isVisible()))
  await page.getByText(en['contact.title']).click()
  await page.locator('#contact').fill('somebody@')
  await payButton(page).click()
  await page.getByText(en['contact.wrong']).waitFor()
  await shoot(page, 'contact-wrong')
  assert.deepEqual(await findings(page), [])
  assert.equal(server.state.posts.length, 0)
  await page.locator('#contact').fill('somebody@example.org')
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  assert.deepEqual(server.state.posts[0].wish.notify, { email: 'somebody@example.org' })
  await page.goto('/en/')
  await choose(page, { number: '0495123456' })
  await page.getByText(en['contact.title']).click()
  await page.locator('#contact').fill('0470 12 34 56')
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  assert.deepEqual(server.state.posts[1].wish.notify, { msisdn: '+32470123456' })
  assert.deepEqual(server.state.posts[0].wish.total, euros(1500))
})
