// Bundles each test with what it tests, so that every Node that builds the pages can run it, and hands them to node's
// own runner.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { compile } from 'svelte/compiler'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = mkdtempSync(join(here, '../../node_modules/.unit-'))

// Components, to be rendered as a text. Where the page is alive Say.svelte writes its text by script; here it stands in it.
const writtenByScript = '{@attach write}></span>'
const components = {
  name: 'components',
  setup(bundle) {
    bundle.onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      let source = readFileSync(path, 'utf8')
      if (path.endsWith('/Say.svelte')) {
        if (!source.includes(writtenByScript)) throw new Error(`${path} writes its text in another way`)
        source = source.replace(writtenByScript, '>{text}</span>')
      }
      return { contents: compile(source, { filename: path, generate: 'server' }).js.code, loader: 'js' }
    })
  },
}

const tests = readdirSync(here).filter((name) => /\.test\.(ts|mjs)$/.test(name))
try {
  await build({
    entryPoints: tests.map((name) => join(here, name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    external: ['svelte/compiler', 'virtual:messages/*'],
    plugins: [components],
    // Browsers have crypto; Node has it by itself from 20 on. Without pages a state is what it is set to.
    banner: {
      js: "import { webcrypto as cryptoOfNode } from 'node:crypto'; globalThis.crypto ??= cryptoOfNode; globalThis.$state ??= Object.assign((value) => value, { raw: (value) => value })",
    },
    define: { 'process.env.HERLAAD_WEB': JSON.stringify(fileURLToPath(new URL('../../', import.meta.url))) },
    logLevel: 'warning',
  })
  const made = readdirSync(out).map((name) => join(out, name))
  process.exitCode = spawnSync(process.execPath, ['--test', ...made], { stdio: 'inherit' }).status ?? 1
} finally {
  rmSync(out, { recursive: true, force: true })
}
