import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, judge, newKey, parse, pause, send, type Verdict } from '../../src/lib/attempt'
import type { Reply, Topup, Wish } from '../../src/lib/api'
import { SessionStore } from '../../src/lib/session'
import { AttemptStore, attemptMs } from '../../src/lib/storage'
import { PageVault } from '../../src/lib/vault'

const wish: Wish = {
  msisdn: '+32470123456', operator: 'proximus', tender: 'card',
  amount: { amount: 1500, currency: 'EUR' }, total: { amount: 1500, currency: 'EUR' },
}
const other = { ...wish, amount: { amount: 2500, currency: 'EUR' } }
const topup = { id: 'tu_1.abc' } as Topup

function browser() {
  const vault = new PageVault()
  let keys = 0
  const tab = () => new AttemptStore(vault, () => `key-${++keys}`.padEnd(32, '0'), () => 1000)
  return { vault, tab }
}

// Whoever pays anew under a new key after such an answer may pay twice.
test('an answer that leaves the money open ends no attempt', () => {
  const problem = (more: object): Reply<Topup> => ({ kind: 'problem', problem: { code: 'unheard_of', status: 422, ...more } })
  assert.equal(judge(problem({ money: 'unknown' })), 'unclear')
  assert.equal(judge(problem({ code: 'field_invalid', status: 400, money: 'unknown' })), 'unclear')
  assert.equal(judge(problem({ code: 'idempotency_key_reused' })), 'unclear')
  assert.equal(judge(problem({ code: 'idempotency_key_reused', money: 'taken' })), 'unclear')
  assert.equal(judge(problem({ code: 'idempotency_key_reused', money: 'not_taken' })), 'refused')
  assert.equal(judge(problem({ code: 'idempotency_key_reused', money: 'taken', topup: { id: 'tu_1' } })), 'refused')
  assert.equal(judge(problem({ money: 'not_taken' })), 'refused')
})

test('a key is kept across reloads until the attempt has ended', async () => {
  const { tab } = browser()
  const first = await tab().current()
  assert.equal((await tab().current()).key, first.key)
  await tab().change(first.key, (attempt) => send(attempt, wish))
  assert.equal((await tab().current()).key, first.key)
  await tab().end(first.key)
  assert.notEqual((await tab().current()).key, first.key)
})

const opened = (session: string): Reply<{ session: string }> => ({ kind: 'ok', status: 201, body: { session } })

test('all tabs place in one session, whichever opened it first', async () => {
  const vault = new PageVault()
  let n = 0
  const tab = () => new SessionStore(vault, () => Promise.resolve(opened(`session-${++n}`)))
  const both = await Promise.all([tab().current(), tab().current()])
  assert.deepEqual(both.map((one) => one.kind === 'ok' && one.body), ['session-1', 'session-1'])
  const later = await tab().current()
  assert.ok(later.kind === 'ok' && later.body === 'session-1')
})

test('a session is kept until the server does not know it, and what it said when there is none is told', async () => {
  const vault = new PageVault()
  const silent = new SessionStore(vault, () => Promise.resolve({ kind: 'silent' }))
  assert.equal((await silent.current()).kind, 'silent')
  const store = new SessionStore(vault, () => Promise.resolve(opened('new')))
  await vault.change(() => 'old')
  await store.drop('another')
  assert.equal(await vault.change((text) => text), 'old')
  await store.drop('old')
  const current = await store.current()
  assert.ok(current.kind === 'ok' && current.body === 'new')
})

test('a double tap sends what the first tap sent', async () => {
  const { tab } = browser()
  const store = tab()
  const { key } = await store.current()
  const [first, second] = await Promise.all([
    store.change(key, (attempt) => send(attempt, wish)),
    store.change(key, (attempt) => send(attempt, other)),
  ])
  assert.deepEqual(first, second)
})

test('two tabs that choose differently make one order, of the first', async () => {
  const { tab } = browser()
  const one = tab()
  const two = tab()
  const [a, b] = await Promise.all([one.current(), two.current()])
  assert.equal(a.key, b.key)
  await Promise.all([one.change(a.key, (x) => send(x, wish)), two.change(b.key, (x) => send(x, other))])
  const left = await two.current()
  assert.ok(left.stage === 'sent')
  assert.deepEqual(left.wish, wish)
})

test('the late end of an earlier attempt does not touch the next one', async () => {
  const { tab } = browser()
  const store = tab()
  const old = await store.current()
  await store.end(old.key)
  const next = await store.current()
  await store.end(old.key)
  assert.equal((await store.current()).key, next.key)
  assert.equal(await store.change(old.key, (attempt) => send(attempt, wish)), undefined)
})

test('a key that the server may have forgotten is never sent again', async () => {
  const { vault } = browser()
  const at = (now: number) => new AttemptStore(vault, newKey, () => now)
  const { key } = await at(0).current()
  await at(0).change(key, (attempt) => send(attempt, wish))
  assert.equal((await at(attemptMs - 1).current()).key, key)
  const next = await at(attemptMs).current()
  assert.ok(next.stage === 'choosing' && next.key !== key)
})

test('what somebody else has put in the storage is no attempt', () => {
  const key = 'k'.repeat(32)
  const no = [null, '', '{', '7', 'null', '{"v":2}', '{"v":1,"stage":"choosing","key":"short","since":1}', `{"v":1,"stage":"choosing","key":"${key}"}`, `{"v":1,"stage":"sent","key":"${key}","since":1}`, `{"v":1,"stage":"paid","key":"${key}","since":1}`]
  for (const text of no) assert.equal(parse(text), undefined, String(text))
  assert.equal(parse(JSON.stringify(send(begin(key, 1), wish)))?.stage, 'sent')
})

const problem = (status: number, code: string, money?: 'not_taken' | 'unknown'): Reply<Topup> => ({ kind: 'problem', problem: { status, code, money } })
const verdicts: [string, Reply<Topup>, Verdict][] = [
  ['placed', { kind: 'ok', status: 201, body: topup }, 'placed'],
  ['a refusal is definite', problem(422, 'number_not_possible', 'not_taken'), 'refused'],
  ['another price is definite', problem(409, 'price_changed', 'not_taken'), 'refused'],
  ['a key that came with another choice is definite', problem(422, 'idempotency_key_reused', 'not_taken'), 'refused'],
  ['a mistake that was caught is definite', problem(500, 'internal_error', 'not_taken'), 'refused'],
  ['a mistake of which nothing more is known is not', problem(500, 'internal_error', 'unknown'), 'again'],
  ['left without an answer is not', problem(500, 'unanswered', 'unknown'), 'again'],
  ['no answer is not', { kind: 'silent' }, 'again'],
  ['the answer of something between is not', { kind: 'broken', status: 502 }, 'again'],
  ['busy is not', problem(503, 'busy', 'unknown'), 'again'],
  ['unknown is not', problem(503, 'outcome_unknown', 'unknown'), 'again'],
  ['too many requests is not', problem(429, 'rate_limited', 'unknown'), 'again'],
]
for (const [name, reply, verdict] of verdicts) test(name, () => assert.equal(judge(reply), verdict))

test('pauses grow, have an end, and are never shorter than the server asks', () => {
  assert.deepEqual([1, 2, 3, 6, 50].map((tries) => pause(tries)), [1000, 2000, 4000, 30_000, 30_000])
  assert.equal(pause(1, 5000), 5000)
  assert.equal(pause(1, 9_000_000), 60_000)
})

test('keys are long, and never the same', () => {
  const keys = new Set(Array.from({ length: 100 }, newKey))
  assert.equal(keys.size, 100)
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/)
})
