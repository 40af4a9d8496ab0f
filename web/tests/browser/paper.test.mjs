// Pages that the program draws without the app: receipts and /docs, on the narrowest telephones.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { cutOff, findings, launch, open, shoot } from './browser.mjs'
import { openHouse } from './house.mjs'

const languages = ['nl', 'fr', 'de', 'en', 'zh']
const narrow = { width: 320, height: 640 }
const soon = { timeout: 20_000 }

let browser
let house

before(async () => {
  house = await openHouse()
  await house.start()
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

// Labels of which a word goes on in the next line.
const brokenLabels = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('dt')].flatMap((label) => {
      const text = label.firstChild
      const words = [...text.data.matchAll(/[\p{Script=Latin}\d']+/gu)]
      return words.flatMap((word) => {
        const range = document.createRange()
        range.setStart(text, word.index)
        range.setEnd(text, word.index + word[0].length)
        return range.getClientRects().length > 1 ? [word[0]] : []
      })
    }),
  )

// Links that are lower than a finger needs.
const lowLinks = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('a')].flatMap((link) => {
      const { height } = link.getBoundingClientRect()
      return height < 44 ? [`${link.textContent}: ${height}`] : []
    }),
  )

async function delivered() {
  const { payment, id } = await house.place({ msisdn: '0470123456', operator: 'proximus' })
  const { context, page } = await open(browser, house.address)
  await page.goto(payment.url)
  await page.waitForURL(`${house.stripe}/**`, soon)
  await page.locator('button[value="approve"]').click()
  await page.locator('.head.good').waitFor(soon)
  await context.close()
  return id
}

test('a receipt breaks no label in the middle of a word, in five languages, at 320 px', async () => {
  const id = await delivered()
  for (const [i, lang] of languages.entries()) {
    const { context, page } = await open(browser, house.address, { lang, viewport: narrow, colorScheme: i % 2 ? 'dark' : 'light' })
    await page.goto(`/${lang}/orders/${id}/receipt`)
    await page.locator('main.paper').waitFor(soon)
    await shoot(page, `paper-receipt-${lang}`)
    assert.deepEqual(await brokenLabels(page), [], lang)
    assert.deepEqual(await lowLinks(page), [], lang)
    assert.deepEqual(await cutOff(page), [], lang)
    assert.deepEqual(await findings(page), [], lang)
    assert.deepEqual(context.mistakes, [])
    await context.close()
  }
})

test('/docs is as wide as the telephone, in both schemes', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { context, page } = await open(browser, house.address, { viewport: narrow, colorScheme })
    await page.goto('/docs')
    assert.deepEqual(await cutOff(page), [])
    assert.deepEqual(await findings(page), [])
    await context.close()
  }
})
