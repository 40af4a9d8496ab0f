// The session in which this browser places its orders: the server hands it out, and an idempotency key counts within it.
// All tabs have the same one, for the same key in two sessions is two orders.

import { openSession, type Reply } from './api'
import { BrowserVault, type Vault } from './vault'

export class SessionStore {
  constructor(
    private readonly vault: Vault,
    private readonly open: () => Promise<Reply<{ session: string }>> = openSession,
  ) {}

  // The one that is kept, or a new one; what the server said when there is neither.
  async current(): Promise<Reply<string>> {
    const kept = await this.vault.change((text) => text)
    if (kept !== null) return { kind: 'ok', status: 200, body: kept }
    const reply = await this.open()
    if (reply.kind !== 'ok') return reply
    // Another tab may have been quicker.
    const body = await this.vault.change((text) => text ?? reply.body.session)
    return { ...reply, body: body as string }
  }

  // The server's word that it never handed this one out, or has forgotten how.
  async drop(session: string): Promise<void> {
    await this.vault.change((text) => (text === session ? null : text))
  }
}

export const sessions = new SessionStore(new BrowserVault('herlaad.session'))
