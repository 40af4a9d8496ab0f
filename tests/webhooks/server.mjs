// A shop that receives webhooks, and the program's demo as a process of its own.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createProbe } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Waits until the condition holds; fails after a minute, in which a lease of a killed process ends.
export async function until(what, holds) {
  for (let i = 0; i < 3_000; i += 1) {
    const value = await holds()
    if (value) return value
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error(`it did not happen within a minute: ${what}`)
}

// What was received: {path, headers, body, event}. `answers.status` is what each request is answered.
export async function startShop() {
  const received = []
  const answers = { status: 204 }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      received.push({ path: request.url, headers: request.headers, body, event: JSON.parse(body) })
      response.writeHead(answers.status).end()
    })
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: (path) => `http://127.0.0.1:${server.address().port}${path}`,
    received,
    answers,
    at: (path) => received.filter((each) => each.path === path),
    close: () => new Promise((done) => server.close(done).closeAllConnections?.()),
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createProbe()
    probe.on('error', () => resolve(freePort()))
    // Below the ports that the system gives to connections, which would take it before it is used.
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}

// The demo in a folder of its own; `start` and `kill` may be called in turn.
export async function newDemo() {
  const program = process.env.HERLAAD
  if (!program) throw new Error('HERLAAD must be the path of the program')
  const folder = mkdtempSync(join(tmpdir(), 'herlaad-webhooks-'))
  const data = join(folder, 'data')
  const port = await freePort()
  let child
  let ended
  const stop = async (signal) => {
    child?.kill(signal)
    await ended
    child = undefined
  }
  return {
    url: `http://127.0.0.1:${port}`,
    run: (...words) => execFileSync(program, [...words, '--data', data], { encoding: 'utf8' }),
    json: (...words) => JSON.parse(execFileSync(program, [...words, '--json', '--data', data], { encoding: 'utf8' })),
    async start() {
      child = spawn(program, ['demo', '--port', String(port), '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] })
      ended = new Promise((done) => child.once('exit', done))
      await new Promise((ready, failed) => {
        let said = ''
        const listen = (bytes) => {
          said += bytes
          if (said.includes('Herlaad is ready')) ready()
        }
        child.stdout.on('data', listen)
        child.stderr.on('data', listen)
        child.once('exit', () => failed(new Error(`the program ended: ${said}`)))
      })
    },
    kill: () => stop('SIGKILL'),
    async end() {
      if (child) await stop('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
