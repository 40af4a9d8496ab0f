// Makes a client of api/openapi.yaml with each generator, compiles it strictly, and has it place, repeat, send a batch, be refused
// and print a receipt, with the program itself. `run.mjs NAME` does one of them.

import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const description = join(here, '../../api/openapi.yaml')
const packages = join(here, 'node_modules')
const node = (script, ...more) => execFileSync(process.execPath, [join(packages, script), ...more], { stdio: ['ignore', 'ignore', 'inherit'] })

const generators = {
  openapi_typescript: (out) => node('openapi-typescript/bin/cli.js', description, '-o', join(out, 'openapi_typescript.gen.d.ts')),
  hey_api: (out) => node('@hey-api/openapi-ts/bin/index.cjs', '-i', description, '-o', join(out, 'hey_api.gen'), '-c', '@hey-api/client-fetch'),
}

// Only what the lock names, and only when it has changed.
function fetchPackages() {
  const hash = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex')
  const stamp = join(packages, '.fetched')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd: here, stdio: 'inherit' })
  writeFileSync(stamp, hash)
}

// The compiled client's entry.
function make(name) {
  const made = join(packages, `.made-${name}`)
  rmSync(made, { recursive: true, force: true })
  mkdirSync(join(made, 'src'), { recursive: true })
  writeFileSync(join(made, 'package.json'), '{"type":"commonjs"}')
  cpSync(join(here, 'tsconfig.json'), join(made, 'tsconfig.json'))
  for (const file of ['story.ts', `${name}.ts`]) cpSync(join(here, 'src', file), join(made, 'src', file))
  generators[name](join(made, 'src'))
  execFileSync(process.execPath, [join(packages, 'typescript/bin/tsc'), '-p', made], { stdio: 'inherit' })
  return join(made, 'out', `${name}.js`)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

// Calls `use(url, key)` while the program's demo runs.
async function withServer(use) {
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

fetchPackages()
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(generators)
for (const name of names) {
  const client = make(name)
  await withServer(async (url, key) => {
    execFileSync(process.execPath, [client], { stdio: 'inherit', env: { ...process.env, HERLAAD_URL: url, HERLAAD_KEY: key } })
  })
  console.log(`${name}: placed, repeated, in a batch, refused, with its receipt`)
}
