// The sandbox's bank and phones, of the real program: in every language, in both colour schemes, without script.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { findings, launch, open, shoot } from './browser.mjs'

const languages = ['nl', 'fr', 'de', 'en', 'zh']
const root = fileURLToPath(new URL('../../../', import.meta.url))
const built = ['build/dev/bin/herlaad', 'build/release/bin/herlaad'].map((path) => join(root, path))
const program = process.env.HERLAAD ?? built.find((path) => existsSync(path))

let browser
let sandbox
let address
const folder = mkdtempSync(join(tmpdir(), 'herlaad-sandbox-'))
before(async () => {
  assert.ok(program, 'the program is built, or $HERLAAD says where it is')
  sandbox = spawn(program, ['sandbox', '--data', folder, '--slow-approval', '1 h'])
  address = await new Promise((resolve, reject) => {
    let said = ''
    sandbox.stdout.on('data', (bytes) => {
      said += bytes
      const ready = said.match(/ready at (http:\S+)/)
      if (ready) resolve(ready[1])
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
const holdStill = (context) =>
  context.route(`${address}/sandbox/**`, async (route) => {
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
      await holdStill(context)
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
