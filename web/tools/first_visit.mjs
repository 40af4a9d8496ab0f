// node tools/first_visit.mjs ADDRESS: what the first visit to the pages of a running server costs, as JSON: bytes over the wire, how long
// until the number can be typed under a throttled 3G profile (1.6 Mbit/s down, 750 kbit/s up, 150 ms), and how far things moved.

import { chromium } from 'playwright-core'

const address = process.argv[2]
if (!address) {
  console.error('usage: node tools/first_visit.mjs ADDRESS')
  process.exit(2)
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
})
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nl-BE' })
const page = await context.newPage()
const devtools = await context.newCDPSession(page)
await devtools.send('Network.enable')
await devtools.send('Network.emulateNetworkConditions', {
  offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8,
})
let bytes = 0
devtools.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
await page.addInitScript(() => {
  globalThis.moved = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.moved += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
})
const begun = performance.now()
await page.goto(`${address}/nl/`, { waitUntil: 'commit' })
await page.locator('input').first().fill('0470123456')
await page.locator('input[type=radio]').first().waitFor({ state: 'attached' })
const interactive = performance.now() - begun
await page.waitForLoadState('networkidle')
const moved = await page.evaluate(() => globalThis.moved)
await browser.close()
console.log(JSON.stringify({ kilobytes: bytes / 1000, interactive_s: interactive / 1000, layout_shift: moved }))
