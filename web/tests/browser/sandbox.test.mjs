// The sandbox's payment page, bank and phones, of the real program: in every language, in both colour schemes, without script.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { desktop, findings, launch, open, phone, shoot } from './browser.mjs'

const languages = ['nl', 'fr', 'de', 'en', 'zh']
const root = fileURLToPath(new URL('../../../', import.meta.url))
const built = ['build/dev/bin/herlaad', 'build/release/bin/herlaad'].map((path) => join(root, path))
const program = process.env.HERLAAD ?? built.find((path) => existsSync(path))

let browser
let sandbox
let address
let stripe
const folder = mkdtempSync(join(tmpdir(), 'herlaad-sandbox-'))
before(async () => {
  assert.ok(program, 'the program is built, or $HERLAAD says where it is')
  sandbox = spawn(program, ['sandbox', '--data', folder, '--slow-approval', '1 h', '--stripe-port', '0'])
  ;[stripe, address] = await new Promise((resolve, reject) => {
    let said = ''
    sandbox.stdout.on('data', (bytes) => {
      said += bytes
      const ready = said.match(/Stripe is ready at (http:\S+)[^]*The sandbox is ready at (http:\S+)\n/)
      if (ready) resolve(ready.slice(1))
    })
    sandbox.on('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)))
  })
  browser = await launch()
})
after(async () => {
  await browser?.close()
  sandbox?.removeAllListeners('exit')
  // What still runs still writes, and its folder could not be removed.
  if (sandbox && sandbox.exitCode === null && sandbox.signalCode === null) {
    const end = new Promise((resolve) => sandbox.once('exit', resolve))
    sandbox.kill()
    await end
  }
  rmSync(folder, { recursive: true, force: true })
})

const post = async (path, body) => (await fetch(`${address}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()
// Pages that reload themselves every few seconds would do so in the middle of being looked at.
const holdStill = (context, pages) =>
  context.route(pages, async (route) => {
    const response = await route.fetch()
    const headers = response.headers()
    delete headers.refresh
    await route.fulfill({ response, headers })
  })
let sessions = 0
const session = async () => {
  const reference = `tu_${++sessions}-p1`
  const { url } = await post('/sandbox/bank/sessions', {
    reference, amount: 1500, currency: 'EUR', tender: 'card', description: '0470 •• •• 56', return_url: `${address}/sandbox`,
  })
  return url
}
const decided = async (action) => {
  const url = await session()
  await fetch(url, { method: 'POST', body: `action=${action}`, redirect: 'manual' })
  return url
}
// At the stand-in for Stripe, whose key is that of the demo.
const asShop = async (path, body) => {
  const headers = { Authorization: 'Bearer sk_test_herlaad_demo', 'Content-Type': 'application/x-www-form-urlencoded' }
  const response = await fetch(`${stripe}${path}`, { method: 'POST', headers, body })
  const answer = await response.json()
  assert.ok(response.ok, `${path}: ${JSON.stringify(answer)}`)
  return answer
}
const checkout = (method = 'card') => {
  const back = encodeURIComponent(`${address}/sandbox`)
  const form = [
    'mode=payment', `success_url=${back}`, `cancel_url=${back}`, 'client_reference_id=tu_0d3m9k2v7x8q1r-p1', `allowed_payment_method_types[0]=${method}`,
    'line_items[0][quantity]=1', 'line_items[0][price_data][currency]=eur', 'line_items[0][price_data][unit_amount]=1500',
    `line_items[0][price_data][product_data][name]=${encodeURIComponent('0470 •• •• 56')}`,
  ]
  if (method === 'wechat_pay') form.push('payment_method_options[wechat_pay][client]=web')
  return asShop('/v1/checkout/sessions', form.join('&'))
}
const paymentPage = async (method, ...actions) => {
  const { id, url } = await checkout(method)
  for (const action of actions) await asShop(`/control/sessions/${id}`, JSON.stringify({ action }))
  return url
}
const expiredPage = async (...actions) => {
  const { id, url } = await checkout()
  await asShop(`/v1/checkout/sessions/${id}/expire`, '')
  for (const action of actions) await asShop(`/control/sessions/${id}`, JSON.stringify({ action }))
  return url
}
const methods = ['card', 'bancontact', 'paypal', 'alipay', 'wechat_pay']
const send = (msisdn, text) => post('/sandbox/phone/messages', { reference: 'tu_1-m1', msisdn, text })

for (const colorScheme of ['light', 'dark']) {
  for (const lang of languages) {
    test(`${colorScheme}, ${lang}: every page is whole, marked, and without findings`, async () => {
      await send('0471123456', 'Herlaad: € 15,00 · 0471 12 34 56')
      const pages = {
        bank: await session(),
        'bank-paid': await decided('approve'),
        'bank-declined': await decided('decline'),
        'bank-slow': await decided('slow'),
        'bank-late': await decided('late'),
        'bank-nothing': `${address}/sandbox/bank/pay/nothing`,
        phone: `${address}/sandbox/phone/0471123456`,
        'phone-empty': `${address}/sandbox/phone/0472123456`,
        'phone-nothing': `${address}/sandbox/phone/1`,
        index: `${address}/sandbox`,
      }
      const { context, page } = await open(browser, address, { lang, colorScheme, viewport: { width: 320, height: 640 } })
      await holdStill(context, `${address}/sandbox/**`)
      for (const [name, url] of Object.entries(pages)) {
        await page.goto(url)
        assert.equal(await page.getAttribute('html', 'lang'), lang === 'zh' ? 'zh-Hans' : lang, name)
        assert.ok(await page.locator('.mark').isVisible(), name)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`)
        assert.deepEqual(await findings(page), [], name)
        await shoot(page, `sandbox-${name}-${lang}-${colorScheme}`)
      }
      assert.deepEqual(context.mistakes, [])
      await context.close()
    })
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const lang of languages) {
    test(`${colorScheme}, ${lang}: the payment page is whole, marked, and without findings in every state`, async () => {
      const pages = {
        declined: await paymentPage('card', 'decline'),
        identity: await paymentPage('card', 'authenticate'),
        processing: await paymentPage('paypal', 'process'),
        failed: await paymentPage('paypal', 'process', 'fail'),
        paid: await paymentPage('card', 'approve'),
        expired: await expiredPage(),
        late: await expiredPage('late'),
        nothing: `${stripe}/pay/nothing`,
      }
      for (const method of methods) pages[method] = await paymentPage(method)
      const { context, page } = await open(browser, stripe, { lang, colorScheme, viewport: { width: 320, height: 640 } })
      await holdStill(context, `${stripe}/pay/**`)
      for (const [name, url] of Object.entries(pages)) {
        await page.goto(url)
        assert.equal(await page.getAttribute('html', 'lang'), lang === 'zh' ? 'zh-Hans' : lang, name)
        assert.ok(await page.locator('.mark').isVisible(), name)
        if (await page.locator('summary').count()) await page.locator('summary').click()
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`)
        assert.deepEqual(await findings(page), [], name)
        await shoot(page, `payment-${name}-${lang}-${colorScheme}`)
      }
      assert.deepEqual(context.mistakes, [])
      await context.close()
    })
  }

  test(`${colorScheme}: the payment page of each method, on a phone and at a desk`, async () => {
    for (const [size, viewport] of Object.entries({ phone, desktop })) {
      const { context, page } = await open(browser, stripe, { colorScheme, viewport })
      for (const method of methods) {
        await page.goto(await paymentPage(method))
        const pay = await page.locator('button[value="approve"]').boundingBox()
        assert.ok(pay.height >= 44, `${method} ${size}: ${pay.height}`)
        const order = await page.locator('.order').boundingBox()
        for (const whole of await page.locator('.order .whole').all()) {
          assert.equal(await whole.evaluate((element) => element.getClientRects().length), 1, `${method} ${size}: breaks`)
          const box = await whole.boundingBox()
          assert.ok(box.x + box.width <= order.x + order.width, `${method} ${size}: is wider than its column`)
        }
        const row = await page.locator('.method').boundingBox()
        assert.ok(row.height < 44, `${method} ${size}: the method is one line of text, not ${row.height} high like a button`)
        assert.equal(order.x + order.width <= pay.x, size === 'desktop', `${method} ${size}: the order is beside the payment at a desk only`)
        assert.deepEqual(await findings(page), [], `${method} ${size}`)
        await shoot(page, `payment-${method}-${size}-${colorScheme}`)
      }
      assert.deepEqual(context.mistakes, [])
      await context.close()
    }
  })
}

test('a payer is declined, reads another language, and pays on the payment page, with the keyboard and without script', async () => {
  const { context, page } = await open(browser, stripe, { lang: 'de', javaScriptEnabled: false })
  await page.goto(await paymentPage('bancontact'))
  assert.equal(await page.getAttribute('html', 'lang'), 'de')
  await page.getByRole('link', { name: 'Français' }).click()
  assert.equal(await page.getAttribute('html', 'lang'), 'fr')
  await page.locator('button[value="decline"]').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  assert.equal(await page.getAttribute('html', 'lang'), 'fr', 'the language stays')
  await page.locator('summary').focus()
  await page.keyboard.press('Enter')
  await page.locator('button[value="approve_repeating"]').waitFor()
  await page.locator('button[value="approve"]').focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(`${address}/sandbox`)
  assert.deepEqual(context.mistakes, [])
  await context.close()
})

test('a payer leaves without paying, and the payment page stays open', async () => {
  const { context, page } = await open(browser, stripe)
  const url = await paymentPage('card')
  await page.goto(url)
  await page.locator('.pay a.button').click()
  await page.waitForURL(`${address}/sandbox`)
  await page.goto(url)
  await page.locator('button[value="approve"]').click()
  await page.waitForURL(`${address}/sandbox`)
  await context.close()
})

test('a payer reads another language, and pays with the keyboard and without script', async () => {
  const { context, page } = await open(browser, address, { lang: 'de', javaScriptEnabled: false })
  await page.goto(await session())
  assert.equal(await page.getAttribute('html', 'lang'), 'de')
  await page.getByRole('link', { name: 'Français' }).click()
  assert.equal(await page.getAttribute('html', 'lang'), 'fr')
  await page.locator('button[value="leave"]').click()
  assert.equal(await page.getAttribute('html', 'lang'), 'fr', 'the language stays')
  await page.locator('button[value="approve"]').focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(`${address}/sandbox`)
  assert.deepEqual(context.mistakes, [])
  await context.close()
})

test('a text shows on a page that is open', async () => {
  const { context, page } = await open(browser, address, { lang: 'en', javaScriptEnabled: false })
  await page.goto(`${address}/sandbox`)
  await page.locator('#number').fill('0473 12 34 56')
  await page.getByRole('button', { name: 'Open the phone' }).click()
  await page.getByText('No messages yet').waitFor()
  await send('+32473123456', 'a text that has just arrived')
  await page.getByText('a text that has just arrived').waitFor({ timeout: 30_000 })
  await context.close()
})
