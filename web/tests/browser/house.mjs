// The real program for tests: its demo, and beside it the sandbox as a process of its own, so that the stand-in for Stripe
// and the operator outlive a server that is killed.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const built = ['build/dev/bin/herlaad', 'build/release/bin/herlaad'].map((path) => join(root, path))
export const program = process.env.HERLAAD ?? built.find((path) => existsSync(path))
export const catalogue = join(root, 'config/catalogue.toml')

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(freePort()))
    // Below the ports that the system gives to connections, which would take it before it is used.
    probe.listen(20_000 + Math.floor(Math.random() * 12_000), '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

// Resolves with what stands in the place of (…) once the program has said it.
function said(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = ''
    const listen = (bytes) => {
      text += bytes
      const found = pattern.exec(text)
      if (found) resolve(found.length > 2 ? found.slice(1) : found[1])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code, signal) => reject(new Error(`ended with ${code ?? signal}: ${text}`)))
  })
}

function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  return end
}

export async function openHouse() {
  if (!program) throw new Error('build the program first, or say in $HERLAAD where it is')
  const folder = mkdtempSync(join(tmpdir(), 'herlaad-browser-'))
  const port = await freePort()
  const address = `http://localhost:${port}`
  const data = join(folder, 'data')
  const sandbox = spawn(program, [
    'sandbox', '--data', join(folder, 'sandbox'), '--slow-approval', '3 s',
    '--stripe-port', '0', '--stripe-webhook', `http://127.0.0.1:${port}/v1/callbacks/stripe`,
  ])
  const [stripe, operator] = await said(sandbox, /Stripe is ready at (http:\S+)[^]*The sandbox is ready at (http:\S+)\n/)
  let server
  let finance

  const run = (...command) => JSON.parse(execFileSync(program, [...command, '--json', '--data', data], { encoding: 'utf8' }))
  return {
    address,
    stripe, // where the payment pages are
    data,
    async start(...more) {
      server = spawn(program, [
        'demo', '--port', String(port), '--data', data, '--sandbox', operator, '--secret-file', join(folder, 'sandbox/secret'),
        '--stripe', stripe, ...more,
      ])
      const sample = said(server, /sample\.finance +(\S+) +(\S+)\n/)
      await said(server, /(Herlaad is ready)/)
      const [password, secret] = await sample
      finance = { name: 'sample.finance', password, secret }
    },
    // The sample person of the demo who gives approvals: who was added a moment ago gives none.
    finance: () => finance,
    running: () => server.exitCode === null && server.signalCode === null,
    stop: () => ended(server, 'SIGTERM'),
    kill: () => ended(server, 'SIGKILL'),
    run,
    // Every order of a number, the newest first.
    orders: (number) => run('topup', 'list', '--number', number, '--limit', '100').topups,
    // An order as another program would place it.
    async place({ msisdn = '0485123456', operator = 'telenet', amount = 1500, lang = 'en' } = {}) {
      const { session } = await (await fetch(`${address}/v1/sessions`, { method: 'POST' })).json()
      const response = await fetch(`${address}/v1/topups`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `browser test ${Math.random()} ${Date.now()}`, 'Accept-Language': lang, 'Herlaad-Session': session },
        body: JSON.stringify({ msisdn, operator, amount: { amount, currency: 'EUR' }, tender: 'card' }),
      })
      return response.json()
    },
    async close() {
      await ended(server, 'SIGTERM')
      await ended(sandbox, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
