// Compares the gateway's requests with Stripe's own library, of the version whose API the gateway names: `run.mjs TEST_PROGRAM`.
//
// The test program records every request that the gateway can make. Each must have only parameters that the library's types know, with all that
// are required, and must be what the library itself would send for them.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nested, operationOf, operations, pairsOf, partsOf } from './operations.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

// Installs exactly what the lock file names, and only when that has changed.
function fetchPackages() {
  const hash = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex')
  const stamp = join(here, 'node_modules/.fetched')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd: here, stdio: 'inherit' })
  writeFileSync(stamp, hash)
}

function record(program) {
  const folder = mkdtempSync(join(tmpdir(), 'herlaad-stripe-'))
  try {
    const file = join(folder, 'requests.json')
    execFileSync(program, ['--gtest_filter=StripeRequests.EveryOneCanBeMade'], { env: { ...process.env, HERLAAD_STRIPE_REQUESTS: file }, stdio: ['ignore', 'ignore', 'inherit'] })
    return JSON.parse(readFileSync(file, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// The name with its last part misspelt; nothing where any name goes.
function misspelt(name) {
  const parts = partsOf(name)
  if (parts.includes('metadata')) return undefined
  const last = parts.findLastIndex((part) => !/^\d+$/.test(part))
  return parts.map((part, i) => (i === last ? `${part}s` : part)).map((part, i) => (i === 0 ? part : `[${part}]`)).join('')
}

// That the comparison would notice a parameter that does not exist.
function expectNoticed(check, pairs) {
  pairs.forEach(([name], i) => {
    const wrong = misspelt(name)
    if (!wrong) return
    const found = check(nested(pairs.map((pair, j) => (i === j ? [wrong, pair[1]] : pair))))
    assert.notDeepEqual(found, [], `${wrong} would not be noticed`)
  })
}

// What the library sends for these parameters.
async function sentBy(Stripe, { call, id }, parameters) {
  let sent
  const response = { getStatusCode: () => 200, getHeaders: () => ({}), getRawResponse: () => ({}), toStream: () => undefined, toJSON: async () => ({ object: 'list', data: [], has_more: false }) }
  const httpClient = {
    getClientName: () => 'recorder',
    makeRequest: async (host, port, path, method, headers, body) => {
      sent = { method, path: path.split('?')[0], query: path.split('?')[1] ?? '', body, version: headers['Stripe-Version'], type: headers['Content-Type'] }
      return response
    },
  }
  const stripe = new Stripe('sk_test_notakey', { httpClient, telemetry: false })
  const names = call.split('.')
  const resource = names.slice(0, -1).reduce((at, name) => at[name], stripe)
  const request = Object.keys(parameters).length ? [parameters] : []
  await resource[names.at(-1)](...(id ? [id, ...request] : request))
  return sent
}

fetchPackages()
const { checkers } = await import('./types.mjs')
const requests = record(process.argv[2])
const check = checkers(operations, here)
const used = new Set()
for (const request of requests) {
  const operation = operationOf(request)
  const pairs = pairsOf(request)
  const place = `${request.method} ${request.path}`
  assert.deepEqual(check[operation.call](nested(pairs)), [], place)
  expectNoticed(check[operation.call], pairs)
  used.add(operation.call)
}
assert.deepEqual(operations.map((each) => each.call).filter((call) => !used.has(call)), [], 'operations that no request was recorded of')
assert.notDeepEqual(check['checkout.sessions.create']({ payment_method_types: ['card'] }), [], 'a parameter of older versions is noticed')
assert.notDeepEqual(check['checkout.sessions.create']({ locale: 'nl-BE' }), [], 'a word of no list is noticed')
console.log(`${requests.length} requests of ${used.size} operations have parameters that Stripe's library knows`)

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.log('the library itself needs Node.js 20: not compared with what it sends')
} else {
  const { default: Stripe } = await import('stripe')
  for (const request of requests) {
    const sent = await sentBy(Stripe, operationOf(request), nested(pairsOf(request)))
    const place = `${request.method} ${request.path}`
    assert.deepEqual({ method: sent.method, path: sent.path, version: sent.version }, { method: request.method, path: request.path, version: request.version }, place)
    assert.deepEqual(nested(pairsOf(sent)), nested(pairsOf(request)), place)
    if (request.method === 'POST') assert.equal(request.type, sent.type, place)
  }
  console.log('and are what the library sends')
}
