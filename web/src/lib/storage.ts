// Where an attempt is kept: in the browser, for all its tabs. When the browser refuses to keep anything, it lives as
// long as the page.

import { begin, newKey, parse, type Attempt } from './attempt'
import { BrowserVault, type Vault } from './vault'

export interface Shelf {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

export function memoryShelf(): Shelf {
  const kept = new Map<string, string>()
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  }
}

// Reading the property already throws where storage is forbidden.
export function shelfOf(open: () => Shelf): Shelf {
  try {
    const shelf = open()
    shelf.setItem('herlaad.probe', '1')
    shelf.removeItem('herlaad.probe')
    return shelf
  } catch {
    return memoryShelf()
  }
}

// The server knows a key for 35 days; sent again after that, it would make a second order.
export const attemptMs = 30 * 86_400_000

export class AttemptStore {
  constructor(
    private readonly vault: Vault,
    private readonly makeKey: () => string = newKey,
    private readonly now: () => number = Date.now,
  ) {}

  // The attempt that is under way, or a new one.
  async current(): Promise<Attempt> {
    const kept = await this.vault.change((text) =>
      this.parse(text) ? text : JSON.stringify(begin(this.makeKey(), this.now())),
    )
    return parse(kept) as Attempt // which has just been read or made
  }

  // What `step` makes of the attempt under `key`; nothing when another one has taken its place.
  async change(key: string, step: (attempt: Attempt) => Attempt): Promise<Attempt | undefined> {
    let changed: Attempt | undefined
    await this.vault.change((text) => {
      const attempt = this.parse(text)
      changed = attempt?.key === key ? step(attempt) : undefined
      return changed ? JSON.stringify(changed) : text
    })
    return changed
  }

  // Definitely over: the next one gets a key of its own. A late end of an earlier attempt changes nothing.
  async end(key: string): Promise<void> {
    await this.vault.change((text) => (this.parse(text)?.key === key ? null : text))
  }

  watch(onChange: () => void): void {
    this.vault.watch(onChange)
  }

  private parse(text: string | null): Attempt | undefined {
    const attempt = parse(text)
    return attempt && this.now() - attempt.since < attemptMs ? attempt : undefined
  }
}

export const local = shelfOf(() => localStorage)
export const session = shelfOf(() => sessionStorage)
export const attempts = new AttemptStore(new BrowserVault('herlaad.attempt'))
