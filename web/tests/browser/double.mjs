// A test double of the server: the routes of /v1 that the pages use, the built pages with the headers that they will
// be served with, and a bank's page. Orders move only when a test says so, so that every state can be looked at.

import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { statusOf } from './status.mjs'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.ico': 'image/x-icon' }
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'"
const euros = (amount) => ({ amount, currency: 'EUR' })
const day = 86_400_000

const operators = [
  { id: 'proximus', name: 'Proximus', amounts: [1500, 2500, 5000], bonus: 10, support: { phone: '0800 22 800', url: '' } },
  { id: 'telenet', name: 'Telenet (BASE prepaid)', amounts: [1000, 1500, 2000, 3000], bonus: 0, support: { phone: '015 66 66 66', url: '' } },
  { id: 'orange', name: 'Orange', amounts: [1500, 2000, 5000], bonus: 0, support: { phone: '02 745 95 00', url: '' } },
]
const sims = { '+32470123456': 'proximus', '+32495123456': 'orange', '+32472334455': 'orange' }
const suggestions = [[/^\+3247/, 'proximus'], [/^\+3248/, 'telenet'], [/^\+3249/, 'orange']]

export async function startDouble() {
  const state = {
    orders: new Map(), // token → topup
    sessions: 0, // that were handed out
    keys: new Map(), // idempotency key → { body, token }
    told: [], // every address that was asked for, and every one that somebody said to come from
    posts: [], // every POST /v1/topups that came
    refuse: undefined, // (wish) => problem, or nothing
    refusals: undefined, // (operator, amount) => reason, in quotes
    fee: 0,
    credited: 1, // how much of the amount a number is credited with
    down: false, // connections are cut without an answer
    mute: false, // the order is made, its answer is lost
    slowMs: 0,
    events: false,
    listeners: new Map(),
    streams: 0, // how many event streams were asked for
    support: { phone: '02 000 00 00', email: 'help@herlaad.example', hours: { en: 'Mon-Fri 08:00-20:00', nl: 'ma-vr 08:00-20:00' }, languages: ['nl', 'fr'] },
    sample: true,
    tenders: ['card', 'bancontact'],
    cancelled: undefined, // what becomes of an order that is cancelled, if not just that
  }
  let count = 0

  const problem = (status, code, more = {}) => ({ status, body: { title: code, status, detail: code, code, money: 'not_taken', ...more } })

  function product(operator, amount, reason) {
    const total = amount + state.fee
    return {
      operator: operator.id, amount: euros(amount), fee: euros(state.fee), total: euros(total),
      vat: euros(Math.round((total * 21) / 121)), credited: euros(amount * state.credited),
      valid_until: new Date(Date.now() + 365 * day).toISOString(), refusal: reason ?? null,
      ...(operator.bonus ? { bonus: euros(amount / operator.bonus), bonus_valid_until: new Date(Date.now() + 31 * day).toISOString() } : {}),
    }
  }

  function quote({ msisdn, operator }) {
    const home = sims[msisdn] ?? null
    const offers = operators
      .filter((one) => (operator ? one.id === operator : home === null || one.id === home))
      .map((one) => {
        const wrong = home && one.id !== home ? { code: 'wrong_operator', operator: home } : undefined
        const unknown = !home && one.id !== 'telenet' ? { code: 'number_not_possible' } : undefined
        const products = one.amounts.map((amount) => product(one, amount, wrong ?? unknown ?? state.refusals?.(one.id, amount)))
        const same = products.every((p) => p.refusal?.code === products[0].refusal?.code)
        return { operator: one.id, name: one.name, limits: {}, refusal: same ? products[0].refusal : null, products }
      })
    const hint = suggestions.find(([pattern]) => pattern.test(msisdn))
    return { status: 200, body: { msisdn, suggested_operator: hint?.[1] ?? null, operator: home, offers } }
  }

  // As it is told of: with its status view.
  const shown = (token) => ({ ...state.orders.get(token), status: statusOf(state.orders.get(token)) })

  // Only who placed it is told what cancels it.
  const cancelTokenOf = (token) => `cancel-${token.split('.')[0]}`
  const placed = (token) => ({ ...shown(token), cancel_token: cancelTokenOf(token) })

  function place(key, wish) {
    state.posts.push({ key, wish })
    const before = state.keys.get(key)
    if (before && before.body !== JSON.stringify(wish)) return problem(422, 'idempotency_key_reused')
    if (before) return { status: 201, body: placed(before.token), replayed: true }
    const refusal = state.refuse?.(wish)
    if (refusal) return refusal
    ++count
    const reference = `tu_0d3m9k2v7x8q${String(count).padStart(2, '0')}`
    const token = `${reference}.4f7c2n8s0k1m5`
    const topup = {
      id: token, reference, state: 'awaiting_payment', msisdn: wish.msisdn, operator: wish.operator, amount: wish.amount,
      fee: euros(state.fee), total: wish.total ?? wish.amount, vat: euros(260), tender: wish.tender,
      created_at: new Date().toISOString(), expires_at: new Date(Date.now() + 1_800_000).toISOString(),
      payment: { state: 'open', url: `${address}/pay/${token}` },
      links: { self: `/v1/topups/${token}`, page: `${address}/orders/${token}` },
    }
    state.orders.set(token, topup)
    state.keys.set(key, { body: JSON.stringify(wish), token })
    return { status: 201, body: placed(token) }
  }

  function cancel(token, given) {
    const topup = state.orders.get(token)
    if (!topup) return problem(404, 'topup_unknown')
    if (given !== cancelTokenOf(token)) return problem(403, 'cancel_token_required', { money: 'unknown' })
    if (topup.state !== 'awaiting_payment') return problem(409, 'topup_delivering', { money: 'taken' })
    change(token, state.cancelled ?? { state: 'cancelled', reason: 'by_payer', payment: { ...topup.payment, state: 'closed' } })
    return { status: 200, body: shown(token) }
  }

  function change(token, more) {
    state.orders.set(token, { ...state.orders.get(token), ...more })
    for (const response of state.listeners.get(token) ?? []) {
      response.write(`event: topup\ndata: ${JSON.stringify(shown(token))}\n\n`)
    }
  }

  function listen(token, response, again) {
    ++state.streams
    // Who has been told the end is told to stop asking.
    if (again && ['delivered', 'refunded', 'cancelled', 'expired'].includes(state.orders.get(token).state)) {
      return response.writeHead(204).end()
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(`retry: 200\nid: 1\nevent: topup\ndata: ${JSON.stringify(shown(token))}\n\n`)
    const all = state.listeners.get(token) ?? new Set()
    state.listeners.set(token, all.add(response))
    response.on('close', () => all.delete(response))
  }

  function answer(request, path, body) {
    const topup = /^\/v1\/topups\/([^/]+)(\/cancel)?$/.exec(path)
    if (path === '/v1/operators') {
      const list = operators.map(({ id, name, support }) => ({ id, name, support }))
      return { status: 200, body: { sample: state.sample, date: '2026-11-22', operators: list, tenders: state.tenders, support: state.support, notify: ['email', 'msisdn'] } }
    }
    if (path === '/v1/quotes') return quote(body)
    if (path === '/v1/sessions') return { status: 201, body: { session: `session ${++state.sessions}` } }
    if (path === '/v1/topups' && !/^session \d+$/.test(request.headers['herlaad-session'] ?? '')) {
      return problem(400, 'session_required', { money: 'unknown' })
    }
    if (path === '/v1/topups') return place((request.headers['idempotency-key'] ?? '').replaceAll('"', ''), body)
    if (topup?.[2]) return cancel(decodeURIComponent(topup[1]), body?.cancel_token)
    if (topup) {
      const found = state.orders.get(decodeURIComponent(topup[1]))
      return found ? { status: 200, body: shown(found.id) } : problem(404, 'topup_unknown')
    }
    return problem(404, 'not_found')
  }

  function sendFile(response, name, request) {
    let bytes
    try {
      bytes = readFileSync(join(dist, normalize(name)))
    } catch {
      return response.writeHead(404).end()
    }
    const hashed = name.startsWith('assets/')
    response.writeHead(200, {
      'Content-Type': types[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(request.headers['accept-encoding']?.includes('gzip') ? { 'Content-Encoding': 'gzip' } : {}),
    })
    response.end(request.headers['accept-encoding']?.includes('gzip') ? gzipSync(bytes, { level: 9 }) : bytes)
  }

  async function handle(request, response) {
    const path = new URL(request.url, 'http://double').pathname
    state.told.push(request.url, request.headers.referer ?? '')
    if (state.down) return request.socket.destroy()
    let text = ''
    for await (const chunk of request) text += chunk
    if (state.slowMs > 0 && path.startsWith('/v1')) await new Promise((done) => setTimeout(done, state.slowMs))
    if (request.socket.destroyed) return undefined
    if (path.startsWith('/v1/')) {
      const events = /^\/v1\/topups\/([^/]+)\/events$/.exec(path)
      if (events && state.events) return listen(decodeURIComponent(events[1]), response, request.headers['last-event-id'] !== undefined)
      const { status, body, replayed } = answer(request, path, text ? JSON.parse(text) : undefined)
      if (state.mute && path === '/v1/topups') return request.socket.destroy()
      response.writeHead(status, {
        'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
        ...(replayed ? { 'Idempotency-Replayed': 'true' } : {}),
        ...(status === 503 || status === 429 ? { 'Retry-After': '1' } : {}),
      })
      return response.end(JSON.stringify(body))
    }
    const pay = /^\/pay\/(.+)$/.exec(path)
    if (pay) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      return response.end(`<!doctype html><title>Bank</title><h1>Bank</h1><a href="/orders/${pay[1]}">back</a>`)
    }
    if (path.startsWith('/assets/') || path.startsWith('/favicon.')) return sendFile(response, path.slice(1), request)
    const lang = /^\/(nl|fr|de|en|zh)\//.exec(path)
    sendFile(response, lang ? `${lang[1]}.html` : 'index.html', request)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      console.error(error)
      response.destroy()
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const address = `http://127.0.0.1:${server.address().port}`
  return {
    state, address, change,
    problem,
    // The streams of an order end, as they do when a server is restarted.
    hangUp: (token) => state.listeners.get(token)?.forEach((response) => response.end()),
    reset() {
      Object.assign(state, { refuse: undefined, refusals: undefined, fee: 0, credited: 1, down: false, mute: false, slowMs: 0, events: false, sample: true, cancelled: undefined })
      state.posts.length = 0
      state.told.length = 0
      state.streams = 0
    },
    close() {
      server.closeAllConnections?.()
      return new Promise((done) => server.close(done))
    },
  }
}
