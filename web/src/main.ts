import './style.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { keepDraft } from './lib/draft'
import { desk } from './lib/desk.svelte'
import { takeNumber } from './lib/prefill'
import { followAddress, onHistory, onLink, readAddress } from './lib/route.svelte'
import { loadShop } from './lib/shop.svelte'
import { askFirst } from './lib/watch.svelte'

const soon = (what: Promise<void>) => Promise.race([what, new Promise<void>((done) => setTimeout(done, 3_000))])

takeNumber()
const asked = readAddress(location.pathname).page
const shop = loadShop()
await Promise.all([
  followAddress(),
  desk.open(),
  // An order's page is there already, from the server.
  ...(asked.name === 'order' && document.querySelector('#app .head') ? [askFirst(asked.token), soon(shop)] : []),
])
addEventListener('popstate', onHistory)
addEventListener('click', onLink)
// Such a link that is followed while the page is open changes nothing but the address.
addEventListener('hashchange', () => {
  if (!takeNumber()) return
  keepDraft()
  location.reload()
})

const target = document.getElementById('app')
if (target) {
  target.replaceChildren()
  mount(App, { target })
}
