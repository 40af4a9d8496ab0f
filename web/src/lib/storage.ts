// Where an attempt is kept: in the browser, for all its tabs. When the browser refuses to keep anything, it lives as
// long as the page.

import { begin, newKey, parse, type Attempt } from './attempt'

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

// Runs `work` while no other tab does. True promises of that come from the browser's own locks; where it has none, two
// tabs that are pressed in the same instant still send under one key, and the server lets one of them through.
export type Exclusive = <T>(work: () => T) => Promise<T>

export const browserExclusive: Exclusive = async (work) => {
  const locks = (navigator as { locks?: LockManager }).locks
  return locks ? await locks.request('herlaad.attempt', async () => work()) : work()
}

const attemptName = 'herlaad.attempt'
// The server knows a key for 35 days; sent again after that, it would make a second order.
export const attemptMs = 30 * 86_400_000

export class AttemptStore {
  constructor(
    private readonly shelf: Shelf,
    private readonly exclusive: Exclusive,
    private readonly makeKey: () => string = newKey,
    private readonly now: () => number = Date.now,
  ) {}

  read(): Attempt | undefined {
    const attempt = parse(this.shelf.getItem(attemptName))
    return attempt && this.now() - attempt.since < attemptMs ? attempt : undefined
  }

  // The attempt that is under way, or a new one.
  current(): Promise<Attempt> {
    return this.exclusive(() => this.read() ?? this.write(begin(this.makeKey(), this.now())))
  }

  // What `step` makes of the attempt under `key`; nothing when another one has taken its place.
  change(key: string, step: (attempt: Attempt) => Attempt): Promise<Attempt | undefined> {
    return this.exclusive(() => {
      const attempt = this.read()
      return attempt?.key === key ? this.write(step(attempt)) : undefined
    })
  }

  // Definitely over: the next one gets a key of its own. A late end of an earlier attempt changes nothing.
  end(key: string): Promise<void> {
    return this.exclusive(() => {
      if (this.read()?.key === key) this.shelf.removeItem(attemptName)
    })
  }

  isItsEvent(event: StorageEvent): boolean {
    return event.key === attemptName || event.key === null
  }

  private write(attempt: Attempt): Attempt {
    this.shelf.setItem(attemptName, JSON.stringify(attempt))
    return attempt
  }
}

// What was topped up from this browser within the last minutes, to ask before doing it again.
export interface Recent {
  msisdn: string
  amount: number
  at: number
}
const recentName = 'herlaad.recent'
export const recentMs = 15 * 60_000

export function readRecent(shelf: Shelf, now: number): Recent[] {
  try {
    const list = JSON.parse(shelf.getItem(recentName) ?? '[]') as Recent[]
    return list.filter((entry) => typeof entry.msisdn === 'string' && now - entry.at < recentMs && entry.at <= now)
  } catch {
    return []
  }
}

export function addRecent(shelf: Shelf, entry: Recent): void {
  const others = readRecent(shelf, entry.at).filter((other) => other.msisdn !== entry.msisdn)
  shelf.setItem(recentName, JSON.stringify([entry, ...others].slice(0, 5)))
}

export const local = shelfOf(() => localStorage)
export const session = shelfOf(() => sessionStorage)
export const attempts = new AttemptStore(local, browserExclusive)
