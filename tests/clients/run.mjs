// Generates a client of api/openapi.yaml with each generator, compiles it strictly, and uses it with the real program: places,
// repeats, sends a batch, is refused, and prints a receipt. `run.mjs NAME` runs one of them.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackages, here, packages, withServer } from './server.mjs'

const description = join(here, '../../api/openapi.yaml')
const node = (script, ...more) => execFileSync(process.execPath, [join(packages, script), ...more], { stdio: ['ignore', 'ignore', 'inherit'] })

const generators = {
  openapi_typescript: (out) => node('openapi-typescript/bin/cli.js', description, '-o', join(out, 'openapi_typescript.gen.d.ts')),
  hey_api: (out) => node('@hey-api/openapi-ts/bin/index.cjs', '-i', description, '-o', join(out, 'hey_api.gen'), '-c', '@hey-api/client-fetch'),
}

// The entry point of the compiled client.
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

fetchPackages()
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(generators)
for (const name of names) {
  const client = make(name)
  await withServer(async (url, key) => {
    execFileSync(process.execPath, [client], { stdio: 'inherit', env: { ...process.env, HERLAAD_URL: url, HERLAAD_KEY: key } })
  })
  console.log(`${name}: placed, repeated, in a batch, refused, with its receipt`)
}
