// /v1/topups/{id}/events, read by common client libraries. `events.mjs npm`: the npm package eventsource;
// `events.mjs debian`: Debian's python3-requests and python3-httpx; `events.mjs pip FOLDER`: packages from PyPI, in an
// environment created there. Exits with 77 and a message if a library is missing.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fetchPackages, here, withServer } from './server.mjs'

const soonMs = 10_000
// How long readers are followed, including a silence longer than the 5 s time-out of httpx and OkHttp.
const followedMs = 10_500
const silenceMs = 6_000

function skip(why) {
  console.log(`SKIPPED: ${why}`)
  process.exit(77)
}

const cancelTokens = new Map()

async function place(server) {
  const { session } = await (await fetch(`${server}/v1/sessions`, { method: 'POST' })).json()
  const answer = await fetch(`${server}/v1/topups`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'followed', 'herlaad-session': session },
    body: JSON.stringify({ msisdn: '0470123456', operator: 'proximus', amount: { amount: 1500, currency: 'EUR' }, tender: 'card' }),
  })
  assert.equal(answer.status, 201)
  const topup = await answer.json()
  cancelTokens.set(topup.id, topup.cancel_token)
  return topup.id
}

async function cancel(server, id) {
  const answer = await fetch(`${server}/v1/topups/${id}/cancel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cancel_token: cancelTokens.get(id) }),
  })
  assert.equal(answer.status, 200)
}

// A reader's output, in order.
class Reports {
  #all = []
  #told = () => {}
  // The longest time without output.
  silenceMs = 0
  #since = Date.now()
  add(what) {
    this.silenceMs = this.silentMs
    this.#since = Date.now()
    this.#all.push(what)
    this.#told()
  }
  get silentMs() {
    return Math.max(this.silenceMs, Date.now() - this.#since)
  }
  // The first item for which `wanted` is true; removes it and all before it.
  async take(name, wanted, withinMs = soonMs) {
    const until = Date.now() + withinMs
    for (;;) {
      const at = this.#all.findIndex(wanted)
      if (at >= 0) return this.#all.splice(0, at + 1)
      if (Date.now() > until) throw new Error(`${name}: not told within ${withinMs} ms; told ${JSON.stringify(this.#all)}`)
      await new Promise((resolve) => {
        this.#told = resolve
        setTimeout(resolve, 100)
      })
    }
  }
  get left() {
    return this.#all
  }
}

const isState = (state) => (report) => report.state === state

// The current state at once, then changes: waits for the payment until the order is cancelled.
function assertEvents(name, events) {
  assert.deepEqual([...new Set(events.map((event) => event.state))], ['awaiting_payment', 'cancelled'], name)
  assert.equal(new Set(events.map((event) => event.id)).size, events.length, name)
}

// A reader in a browser: every answer and every event.
async function readWithEventSource(name, url) {
  const { EventSource } = await import(name)
  const answers = []
  const reports = new Reports()
  const source = new EventSource(url, {
    fetch: async (address, init) => {
      const answer = await fetch(address, init)
      answers.push({ status: answer.status, lastEventId: init.headers['Last-Event-ID'] })
      return answer
    },
  })
  source.addEventListener('topup', (event) => reports.add({ id: event.lastEventId, state: JSON.parse(event.data).state }))
  source.addEventListener('error', () => source.readyState === EventSource.CLOSED && reports.add('closed'))
  return { name, reports, answers, source }
}

// Receives the state at once, and the end; then it reconnects once with the last id, is answered 204, and stops.
async function followWithNpm(server, names) {
  const id = await place(server)
  const readers = await Promise.all(names.map((name) => readWithEventSource(name, `${server}/v1/topups/${id}/events`)))
  for (const reader of readers) reader.events = await reader.reports.take(reader.name, isState('awaiting_payment'))
  await cancel(server, id)
  for (const { name, reports, answers, source, events } of readers) {
    events.push(...(await reports.take(name, isState('cancelled'))))
    assertEvents(name, events)
    assert.deepEqual(await reports.take(name, () => true), ['closed'], name)
    assert.equal(source.readyState, 2)
    assert.deepEqual(answers, [{ status: 200, lastEventId: undefined }, { status: 204, lastEventId: events.at(-1).id }], name)
    console.log(`${name}: told at once and of the end, then 204`)
  }
}

function readWithPython(python, reader, url) {
  const reports = new Reports()
  const child = spawn(python, [join(here, 'event_readers.py'), reader, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', (line) => reports.add(JSON.parse(line)))
  child.once('close', (code) => reports.add({ code }))
  return { name: reader, reports, child }
}

// Receives the state at once, survives a silence longer than its time-out, and receives the end.
async function followWithPython(server, python, names) {
  const id = await place(server)
  const readers = names.map((name) => readWithPython(python, name, `${server}/v1/topups/${id}/events`))
  try {
    for (const reader of readers) reader.events = await reader.reports.take(reader.name, isState('awaiting_payment'))
    const began = Date.now()
    while (Date.now() - began < followedMs || readers.some(({ reports }) => reports.silentMs < silenceMs)) {
      for (const { name, child } of readers) assert.equal(child.exitCode, null, `${name} still reads`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await cancel(server, id)
    for (const { name, reports, events } of readers) {
      events.push(...(await reports.take(name, isState('cancelled'))))
      assertEvents(name, events)
      const end = await reports.take(name, (report) => 'code' in report, 2 * soonMs)
      // The only one that reconnects by itself.
      assert.deepEqual(end, name === 'requests_sse' ? [{ again: 204 }, { code: 0 }] : [{ code: 0 }], name)
      console.log(`${name}: told at once, alive after ${reports.silenceMs} ms of silence, told of the end`)
    }
  } finally {
    for (const { child } of readers) child.kill('SIGKILL')
  }
}

const has = (python, module) => spawnSync(python, ['-c', `import ${module}`]).status === 0

// The environment with the packages of event_readers.txt, created again when that file changes.
function environment(folder) {
  const python = join(folder, 'bin/python')
  const list = join(here, 'event_readers.txt')
  const hash = createHash('sha256').update(readFileSync(list)).digest('hex')
  const stamp = join(folder, '.made')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && has(python, 'httpx_sse')) return python
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [program, ...more] of [
    ['python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', list],
  ]) {
    const made = spawnSync(program, more, { encoding: 'utf8' })
    if (made.status !== 0) skip(`'${program} ${more.join(' ')}' did not work; sseclient-py, requests-sse and httpx-sse were not tried (apt-get install python3-venv)\n${made.stdout ?? ''}${made.stderr ?? ''}`)
  }
  writeFileSync(stamp, hash)
  return python
}

const [kind, folder] = process.argv.slice(2)
if (kind === 'npm') {
  fetchPackages()
  const names = ['eventsource-3']
  if (Number(process.versions.node.split('.')[0]) >= 20) names.push('eventsource')
  else console.log(`SKIPPED: eventsource 4 wants Node.js 20, this is ${process.version}; eventsource 3 is tried`)
  await withServer((server) => followWithNpm(server, names))
} else if (kind === 'debian') {
  const python = '/usr/bin/python3'
  for (const module of ['requests', 'httpx']) if (!has(python, module)) skip(`Debian's python3-${module} is not installed: its reading of events was not tried`)
  await withServer((server) => followWithPython(server, python, ['requests_lines', 'httpx_lines']))
} else {
  const python = environment(folder)
  await withServer((server) => followWithPython(server, python, ['requests_lines', 'httpx_lines', 'sseclient_py', 'requests_sse', 'httpx_sse']))
}
