// Addresses: /{lang}/ is the choice, /{lang}/orders/{token} an order's page. Without a language (as links in mails and
// the way back from the bank have it) the browser's own is taken, or the one that was chosen here before.

import { languages, pickLanguage, type Lang } from './format'
import { isLang, showLanguage } from './i18n.svelte'
import { local } from './storage'

export type Page = { name: 'choice' } | { name: 'order'; token: string } | { name: 'nowhere' }

const chosenName = 'herlaad.lang'

export function readAddress(path: string): { lang: Lang | undefined; page: Page } {
  const parts = path.split('/').filter((part) => part !== '')
  const lang = parts.length > 0 && isLang(parts[0]) ? (parts.shift() as Lang) : undefined
  if (parts.length === 0 || (parts.length === 1 && parts[0] === 'index.html')) return { lang, page: { name: 'choice' } }
  const token = parts.length === 2 && parts[0] === 'orders' ? decoded(parts[1]) : undefined
  return { lang, page: token === undefined ? { name: 'nowhere' } : { name: 'order', token } }
}

// Nothing where the address is none: "%E0%A4%A".
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

export const choiceAddress = (lang: Lang) => `/${lang}/`
export const orderAddress = (lang: Lang, token: string) => `/${lang}/orders/${encodeURIComponent(token)}`

export const route = $state<{ page: Page }>({ page: { name: 'choice' } })

// Whether the page has changed without being loaded, and its headline has not had the focus yet.
export const landing = { due: false }

function preferred(): Lang {
  const chosen = local.getItem(chosenName) ?? ''
  return isLang(chosen) ? chosen : pickLanguage(navigator.languages ?? [navigator.language])
}

const addressOf = (lang: Lang, page: Page) =>
  page.name === 'order' ? orderAddress(lang, page.token) : page.name === 'choice' ? choiceAddress(lang) : undefined

// Shows what the address says; the address gets its language when it has none.
export async function followAddress(): Promise<void> {
  const { lang, page } = readAddress(location.pathname)
  const shown = lang ?? preferred()
  const address = addressOf(shown, page)
  if (address !== undefined && address !== location.pathname) history.replaceState(null, '', address)
  await showLanguage(shown)
  route.page = page
}

export function go(address: string): void {
  if (address !== location.pathname) history.pushState(null, '', address)
  scrollTo(0, 0)
  landing.due = true
  void followAddress()
}

export function onHistory(): void {
  landing.due = true
  void followAddress()
}

// The address of the page that is shown, in another language.
export const hereIn = (lang: Lang) => addressOf(lang, route.page) ?? choiceAddress(lang)

// The same page in another language; links to it keep that.
export async function changeLanguage(lang: Lang): Promise<void> {
  local.setItem(chosenName, lang)
  history.replaceState(null, '', hereIn(lang))
  await showLanguage(lang)
}

// A link inside these pages is followed without loading them anew, unless it is to be opened elsewhere.
export function onLink(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  if (link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return
  if (readAddress(link.pathname).page.name === 'nowhere') return
  event.preventDefault()
  go(link.pathname)
}

export { languages }
