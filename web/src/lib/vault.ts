// One text that all tabs of a browser share and change one at a time: in IndexedDB, whose transactions hold across
// tabs. localStorage would not do: tabs in processes of their own see each other's writes late, lock or no lock, and two
// of them could each believe to be the first that was pressed.

export interface Vault {
  // Keeps what `step` makes of the text that is there (null: nothing). When the promise is kept, so is the text.
  change(step: (text: string | null) => string | null): Promise<string | null>
  // Calls back when another tab has changed it.
  watch(onChange: () => void): void
}

// For as long as the page lives.
export class PageVault implements Vault {
  constructor(private text: string | null = null) {}

  async change(step: (text: string | null) => string | null): Promise<string | null> {
    return (this.text = step(this.text))
  }

  watch(): void {}
}

const storeName = 'texts'
const openMs = 3_000

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(storeName)
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
    setTimeout(() => fail(new Error(`${name} does not open`)), openMs)
  })
}

function changeIn(database: IDBDatabase, key: string, step: (text: string | null) => string | null): Promise<string | null> {
  return new Promise((done, fail) => {
    const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
    const store = transaction.objectStore(storeName)
    const read = store.get(key) as IDBRequest<unknown>
    let text: string | null = null
    read.onsuccess = () => {
      text = step(typeof read.result === 'string' ? read.result : null)
      if (text === null) store.delete(key)
      else if (text !== read.result) store.put(text, key)
    }
    transaction.oncomplete = () => done(text)
    transaction.onabort = () => fail(transaction.error)
  })
}

// Where the browser refuses to keep anything, or stops doing so, what is known lives on as long as the page.
export class BrowserVault implements Vault {
  private database: Promise<IDBDatabase> | undefined
  private channel: BroadcastChannel | undefined
  private last: string | null = null
  private page: PageVault | undefined

  constructor(private readonly name: string) {}

  async change(step: (text: string | null) => string | null): Promise<string | null> {
    if (this.page) return this.page.change(step)
    let changed = false
    const noting = (text: string | null) => {
      const next = step(text)
      changed = next !== text
      return next
    }
    try {
      this.last = await this.kept(noting)
    } catch {
      this.page ??= new PageVault(this.last)
      return this.page.change(step)
    }
    if (changed) this.others()?.postMessage(null)
    return this.last
  }

  watch(onChange: () => void): void {
    this.others()?.addEventListener('message', onChange)
  }

  private others(): BroadcastChannel | undefined {
    if (typeof BroadcastChannel === 'undefined') return undefined
    return (this.channel ??= new BroadcastChannel(this.name))
  }

  // A browser may close a database that nobody has used for a while: once more, then.
  private async kept(step: (text: string | null) => string | null): Promise<string | null> {
    try {
      return await changeIn(await this.open(), this.name, step)
    } catch {
      this.database = undefined
      return changeIn(await this.open(), this.name, step)
    }
  }

  private open(): Promise<IDBDatabase> {
    return (this.database ??= openDatabase(this.name))
  }
}
