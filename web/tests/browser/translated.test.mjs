// The pages while a browser translates them: a translator takes text nodes away, and what changes afterwards must be seen
// all the same. Amounts, numbers, states and buttons, over the choice, an order's page, refusals and the list of orders.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findings, shoot } from './browser.mjs'
import { translate, translateAlways } from './translator.mjs'
import { anOrder, choose, en, euros, fill, numberField, orderAndLeave, orders, payButton, server, states, useDouble, visit } from './visits.mjs'

useDouble()

const words = async (place) => (await place.innerText()).replace(/\s+/g, ' ').trim()

// As it is, and as it is under a translator that changes no word: the same must be read.
async function read(address, steps, translated) {
  const { context, page } = await visit()
  if (translated) await translateAlways(context)
  await page.goto(address)
  const seen = []
  for (const step of steps) {
    await step(page)
    await page.waitForTimeout(100) // for the translator, which comes after the page
    seen.push(await words(page.locator('#app')))
  }
  if (translated) assert.ok((await page.locator('#app font').count()) > 20, 'the page is translated')
  return seen
}

test('€15 chosen, the page translated, €50 chosen: the button says what is ordered', async () => {
  const { page } = await visit()
  await page.goto('/en/')
  await choose(page)
  await payButton(page).getByText('Pay €15.00').waitFor()
  await page.evaluate(translate)
  await page.locator('input[name="amount"][value="5000"]').check()
  await page.waitForFunction(() => document.querySelector('.summary .total')?.textContent.includes('50.00'))
  assert.match(await words(payButton(page)), /^Pay €50\.00 for 0470 12 34 56 · Proximus$/)
  assert.doesNotMatch(await words(page.locator('.summary')), /15\.00/)
  await shoot(page, 'translated-choice')
  assert.deepEqual(await findings(page), [])
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  assert.equal(server.state.posts.at(-1).wish.amount.amount, 5000)
  await page.goBack()
  await page.evaluate(translate)
  await page.getByRole('heading', { level: 1, name: en['order.awaiting.headline'] }).waitFor()
  const { id } = orders().at(-1)
  server.change(id, states.paid)
  await page.getByRole('heading', { level: 1, name: en['order.moving.headline'] }).waitFor()
  server.change(id, { ...states.delivered, credited: euros(5000) })
  await page.getByRole('heading', { level: 1, name: fill(en['order.delivered.headline'], { credited: '€50.00' }) }).waitFor()
  const stale = (...keys) => new RegExp([...keys.map((key) => en[key]), '15[.]00'].join('|'))
  assert.doesNotMatch(await words(page.locator('main')), stale('order.awaiting.unheard', 'order.continue', 'order.moving.headline'))
  await shoot(page, 'translated-order')
})

const choices = [
  (page) => numberField(page).fill('021234567'),
  (page) => numberField(page).blur(),
  (page) => choose(page),
  (page) => page.locator('input[name="amount"][value="5000"]').check(),
  (page) => page.locator('input[name="tender"][value="bancontact"]').check(),
  async (page) => {
    await choose(page, { number: '0485123456', amount: 3000 })
    await payButton(page).getByText('0485 12 34 56').waitFor()
  },
  (page) => page.getByRole('button', { name: en['choice.change'] }).click(),
  async (page) => {
    await page.getByLabel('Orange').check()
    await page.getByText(en['problem.number_not_possible.title'], { exact: true }).waitFor()
  },
  async (page) => {
    await choose(page)
    await payButton(page).getByText('0470 12 34 56').waitFor()
  },
]
test('the choice reads the same under a translator, step by step', async () => {
  assert.deepEqual(await read('/en/', choices, true), await read('/en/', choices, false))
})

test('refusals read the same under a translator, and go away when something else is chosen', async () => {
  const refuse = (code, more) => async (page) => {
    server.state.refuse = () => server.problem(422, code, more)
    await payButton(page).click()
    await page.getByRole('alert').getByText(en[`problem.${code}.title`]).waitFor()
    server.state.refuse = undefined
  }
  const steps = [
    (page) => choose(page),
    refuse('amount_not_possible_now'),
    refuse('amount_not_on_sale'),
    refuse('wrong_operator', { operator: 'orange' }),
    async (page) => {
      await page.locator('input[name="amount"][value="2500"]').check()
      await page.getByRole('alert').waitFor({ state: 'detached' })
    },
  ]
  assert.deepEqual(await read('/en/', steps, true), await read('/en/', steps, false))
})

test("an order's page reads the same under a translator, through every state", async () => {
  const id = await anOrder()
  const reference = server.state.orders.get(id).reference
  const turn = (name, headline) => async (page) => {
    server.change(id, states[name])
    await page.getByRole('heading', { level: 1, name: headline }).waitFor({ timeout: 30_000 })
    await page.waitForFunction((text) => !text || document.querySelector('.steps').textContent.includes(text), undefined)
  }
  const steps = [
    (page) => page.getByRole('heading', { level: 1, name: en['order.awaiting.headline'] }).waitFor(),
    turn('paid', en['order.moving.headline']),
    turn('unknown', fill(en['order.unknown.headline'], { operator: 'Proximus' })),
    turn('attention', en['order.attention.headline']),
    turn('refunding', en['order.refunding.headline']),
    turn('refunded', en['order.refunded.headline']),
  ]
  const without = (seen) => seen.map((text) => text.replace(/Checked at [\d:]+\./, 'Checked.').replace(/\d\d:\d\d:\d\d/g, 'then'))
  server.state.events = true
  const plain = await read(`/en/orders/${id}`, steps, false)
  server.change(id, { state: 'awaiting_payment' })
  assert.deepEqual(without(await read(`/en/orders/${id}`, steps, true)), without(plain))
  assert.ok(plain.every((text) => text.includes(reference)))
})

test('the list of orders stays right under a translator', async () => {
  const { page } = await visit()
  const id = await orderAndLeave(page)
  await page.locator('.mine').getByText(en['order.awaiting.headline']).waitFor()
  await page.evaluate(translate)
  server.change(id, states.delivering)
  await page.locator('.mine .open').getByText(en['order.moving.headline']).waitFor({ timeout: 30_000 })
  for (const key of ['order.continue', 'order.awaiting.headline']) assert.ok(!(await words(page.locator('.mine'))).includes(en[key]), key)
  server.change(id, states.refunded)
  await page.locator('.mine .past').getByText(en['order.refunded.headline']).waitFor({ timeout: 30_000 })
  assert.ok(!(await words(page.locator('.mine'))).includes(en['order.moving.headline']))
  assert.ok((await words(page.locator('.mine .past'))).startsWith(`0470 12 34 56 · €15.00 ${en['order.refunded.headline']}`))
  await shoot(page, 'translated-list')
})
