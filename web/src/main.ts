import './style.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { desk } from './lib/desk.svelte'
import { followAddress, onLink } from './lib/route.svelte'
import { loadShop } from './lib/shop.svelte'

void loadShop()
await Promise.all([followAddress(), desk.open()])
addEventListener('popstate', () => void followAddress())
addEventListener('click', onLink)

const target = document.getElementById('app')
if (target) {
  target.replaceChildren()
  mount(App, { target })
}
