// A merchant that records the webhooks it receives, and the stand-in for Stripe as a process of its own.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const secretKey = 'sk_test_herlaad_demo'
export const webhookSecret = 'whsec_herlaad_demo'

// Waits until the condition holds; fails after ten seconds.
export async function until(holds) {
  for (let i = 0; i < 500; i += 1) {
    const value = holds()
    if (value) return value
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('it did not happen within ten seconds')
}

// Webhooks as they were received: {body, signature}.
export async function startShop() {
  const received = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      received.push({ body, signature: request.headers['stripe-signature'] })
      response.writeHead(200).end()
    })
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    received,
    // The first webhook whose body matches.
    find: (matches) => until(() => received.find((each) => matches(JSON.parse(each.body)))),
    close: () => new Promise((done) => server.close(done)),
  }
}

// Runs `use(port)` while the stand-in runs in an empty folder.
export async function withStandIn(webhookUrl, use) {
  const folder = mkdtempSync(join(tmpdir(), 'herlaad-stripe-'))
  const program = process.env.HERLAAD
  if (!program) throw new Error('HERLAAD must be the path of the program')
  const child = spawn(program, ['sandbox', '--data', folder, '--stripe-port', '0', '--stripe-webhook', webhookUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((done) => child.once('exit', done))
  try {
    const port = await new Promise((ready, failed) => {
      let said = ''
      child.stdout.on('data', (chunk) => {
        said += chunk
        const found = /stand-in for Stripe is ready at http:\/\/localhost:(\d+)/.exec(said)
        if (found) ready(Number(found[1]))
      })
      child.once('exit', () => failed(new Error('the sandbox ended')))
    })
    await use(port)
  } finally {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}
