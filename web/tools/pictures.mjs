// Makes the pictures in docs/pictures anew, from the demo on a phone: node web/tools/pictures.mjs. Takes the program that
// is built, or that $HERLAAD names.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launch, open, phone } from '../tests/browser/browser.mjs'
import { openHouse } from '../tests/browser/house.mjs'

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const soon = { timeout: 30_000 }
mkdirSync(folder, { recursive: true })

const house = await openHouse()
const browser = await launch()
try {
  await house.start()
  const { page } = await open(browser, house.address, { viewport: { ...phone, height: 1120 } })
  const shoot = async (name, more) => (await page.mouse.move(0, 0), page.screenshot({ path: `${folder}${name}.png`, ...more }))

  await page.goto('/en/')
  await page.locator('input[type="tel"]').fill('0470 12 34 56')
  await page.locator('label', { hasText: '€15' }).click(soon)
  await page.locator('button.pay').waitFor(soon)
  await page.evaluate(() => (document.querySelector('form').scrollIntoView(), scrollBy(0, -16)))
  await shoot('choice')

  await page.locator('button.pay').click()
  await page.waitForURL(`${house.bank}/**`, soon)
  await page.locator('button[value="approve"]').click()
  await page.locator('.head.good').waitFor(soon)
  await shoot('order')

  await page.goto(new URL(page.url()).pathname + '/receipt')
  await shoot('receipt', { fullPage: true })
} finally {
  await browser.close()
  await house.close()
}
