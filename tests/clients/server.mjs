// Shared by the tests of clients: their packages, and the program's demo.

import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const here = fileURLToPath(new URL('.', import.meta.url))
export const packages = join(here, 'node_modules')

// Installs exactly what the lock file names, and only when that has changed.
export function fetchPackages() {
  const hash = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex')
  const stamp = join(packages, '.fetched')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd: here, stdio: 'inherit' })
  writeFileSync(stamp, hash)
}

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

// Calls `use(url, key)` while the program's demo is running.
export async function withServer(use) {
  const program = process.env.HERLAAD
  if (!program) throw new Error('say in $HERLAAD where the program is')
  const data = mkdtempSync(join(tmpdir(), 'herlaad-clients-'))
  const port = await freePort()
  const server = spawn(program, ['demo', '--port', String(port), '--data', join(data, 'data')])
  const end = new Promise((resolve) => server.once('exit', resolve))
  try {
    await new Promise((resolve, reject) => {
      let text = ''
      const listen = (bytes) => {
        text += bytes
        if (text.includes('Herlaad is ready')) resolve()
      }
      server.stdout.on('data', listen)
      server.stderr.on('data', listen)
      server.once('exit', () => reject(new Error(`the program ended: ${text}`)))
    })
    const made = execFileSync(program, ['key', 'create', '--scope', 'topup:cash', '--name', 'till', '--json', '--data', join(data, 'data')], { encoding: 'utf8' })
    await use(`http://127.0.0.1:${port}`, JSON.parse(made).key)
  } finally {
    server.kill('SIGTERM')
    await end
    rmSync(data, { recursive: true, force: true })
  }
}
