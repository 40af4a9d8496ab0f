// What every test with the double has: a browser, the double, visits that are looked at for mistakes, and orders in every
// state.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, beforeEach } from 'node:test'
import { launch, open } from './browser.mjs'
import { startDouble } from './double.mjs'

export const languages = ['nl', 'fr', 'de', 'en', 'zh']
export const texts = Object.fromEntries(
  languages.map((lang) => [lang, JSON.parse(readFileSync(new URL(`../../../messages/${lang}.json`, import.meta.url), 'utf8'))]),
)
export const en = texts.en
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
export const euros = (amount) => ({ amount, currency: 'EUR' })
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

let browser
let opened
export let server

export function useDouble() {
  before(async () => {
    server = await startDouble()
    browser = await launch()
  })
  after(async () => {
    await browser.close()
    await server.close()
  })
  beforeEach(async () => {
    // The test in which a browser ends has failed; the others are not to fail with it.
    if (!browser.isConnected()) browser = await launch()
    server.reset()
    opened = []
  })
  afterEach(async () => {
    for (const context of opened) {
      assert.deepEqual(context.mistakes, [])
      await context.close().catch(() => undefined)
    }
  })
}

export async function visit(options = {}) {
  const { context, page } = await open(browser, server.address, options)
  opened.push(context)
  return { context, page }
}

export const orders = () => [...server.state.orders.values()]
export const numberField = (page) => page.locator('#number')
export const payButton = (page) => page.locator('button.pay')
export const openOrder = (page) => page.locator('.mine .open')

export async function choose(page, { number = '0470123456', amount = 1500 } = {}) {
  await numberField(page).fill(number)
  await page.locator(`input[name="amount"][value="${amount}"]`).check()
  await payButton(page).waitFor()
}

// From the choice to the bank's page, and back to the first page.
export async function orderAndLeave(page, choice) {
  await page.goto('/en/')
  await choose(page, choice)
  await payButton(page).click()
  await page.waitForURL('**/pay/**')
  await page.goto('/en/')
  await numberField(page).waitFor()
  return orders().at(-1).id
}

// An order at the double, as if it had been placed elsewhere.
export async function anOrder(more = {}) {
  const response = await fetch(`${server.address}/v1/topups`, {
    method: 'POST',
    headers: { 'Idempotency-Key': `"${Math.random()}-${Date.now()}"`, 'Herlaad-Session': 'session 0' },
    body: JSON.stringify({ msisdn: '+32470123456', operator: 'proximus', amount: euros(1500), tender: 'card', total: euros(1500) }),
  })
  const topup = await response.json()
  server.change(topup.id, more)
  server.state.posts.length = 0
  return topup.id
}

export const states = {
  awaiting: {},
  closing: { payment: { state: 'closing', url: '' } },
  paid: { state: 'paid' },
  delivering: { state: 'delivering' },
  unknown: { state: 'delivery_unknown' },
  delivered: { state: 'delivered', delivered_at: new Date().toISOString(), credited: euros(1500), bonus: euros(150), valid_until: inAnHour() },
  refunding: { state: 'refunding' },
  refunded: { state: 'refunded' },
  declined: { state: 'cancelled', reason: 'declined' },
  cancelled: { state: 'cancelled', reason: 'by_payer' },
  expired: { state: 'expired', reason: 'time_over' },
  attention: { state: 'attention' },
}
