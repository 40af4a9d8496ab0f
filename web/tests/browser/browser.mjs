// Debian's Chromium, and what the browser tests ask of a page.

import { chromium } from 'playwright-core'
import axeModule from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const AxeBuilder = axeModule.default ?? axeModule
export const screenshots = fileURLToPath(new URL('../../../build/screenshots/', import.meta.url))
mkdirSync(screenshots, { recursive: true })

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 800 }

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
    ],
  })

export const locales = { nl: 'nl-BE', fr: 'fr-BE', de: 'de-BE', en: 'en-GB', zh: 'zh-CN' }

// A page in a context of its own, that fails the test on anything that a visitor's console would show.
export async function open(browser, address, { lang = 'en', viewport = phone, ...more } = {}) {
  const context = await browser.newContext({
    locale: locales[lang], viewport, baseURL: address, reducedMotion: 'reduce', timezoneId: 'Europe/Brussels', ...more,
  })
  context.mistakes = []
  context.on('page', (page) => watch(page, context.mistakes))
  return { context, page: await context.newPage() }
}

function watch(page, mistakes) {
  page.on('pageerror', (error) => mistakes.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    const text = message.text()
    // The tests cut connections and have requests refused; both show up here.
    if (/Failed to load resource|ERR_/.test(text)) return
    // Chromium asks for the icon of a page that is being left in the name of the next one, whose policy forbids it.
    if (/\/assets\/icon-.* violates/.test(text)) return
    mistakes.push(`console: ${text}`)
  })
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export async function findings(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

// Texts that are wider than their place: cut off, or scrolled sideways.
export const cutOff = (page) =>
  page.evaluate(() => {
    const wide = []
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth > room) wide.push(`page ${document.documentElement.scrollWidth}px`)
    for (const element of document.querySelectorAll('#app *')) {
      if (element.closest('.hidden, svg')) continue
      const box = element.getBoundingClientRect()
      if (box.width === 0) continue
      const name = `${element.tagName}.${element.className} "${element.textContent.slice(0, 30).trim()}"`
      if (box.right > room + 1 || box.left < -1) wide.push(name)
      else if (!['INPUT', 'SELECT', 'OPTION'].includes(element.tagName) && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline') wide.push(`inside ${name}`)
    }
    return wide.slice(0, 5)
  })

// What fits the pattern and is on more than one line.
export const broken = (page, pattern) =>
  page.evaluate(([source, flags]) => {
    const found = []
    for (const block of document.querySelectorAll('h1, h2, p, li, dt, dd, time, label, button, a, main span')) {
      const nodes = []
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) nodes.push(walker.currentNode)
      const place = (at) => {
        for (const node of nodes) {
          if (at <= node.length) return [node, at]
          at -= node.length
        }
      }
      for (const match of nodes.map((node) => node.data).join('').matchAll(new RegExp(source, flags))) {
        const range = document.createRange()
        range.setStart(...place(match.index))
        range.setEnd(...place(match.index + match[0].length))
        const bottoms = [...range.getClientRects()].filter((box) => box.width > 0).map((box) => box.bottom)
        if (Math.max(...bottoms) - Math.min(...bottoms) > 8) found.push(match[0])
      }
    }
    return [...new Set(found)]
  }, [pattern.source, pattern.flags])

export const shoot = (page, name) => page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true })

// axe-core needs script. So that it can look at what is seen without: the page as the server sent it, opened up where it
// is only for those without script, and without the app.
export const showServersPage = (context) =>
  context.route(/\/orders\/|\/somewhere/, async (route) => {
    const response = await route.fetch()
    const html = (await response.text())
      .replace(/<meta http-equiv="refresh"[^>]*>/, '')
      .replace(/<\/?noscript>/g, '')
      .replace(/<script[\s\S]*?<\/script>/g, '')
    await route.fulfill({ response, body: html })
  })
