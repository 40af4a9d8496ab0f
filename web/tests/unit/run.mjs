// Bundles each test with what it tests, so that every Node that builds the pages can run it, and hands them to node's
// own runner.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = mkdtempSync(join(here, '../../node_modules/.unit-'))
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
    // Browsers have crypto; Node has it by itself from 20 on. Without pages a state is what it is set to.
    banner: {
      js: "import { webcrypto as cryptoOfNode } from 'node:crypto'; globalThis.crypto ??= cryptoOfNode; globalThis.$state ??= (value) => value",
    },
    define: { 'process.env.HERLAAD_WEB': JSON.stringify(fileURLToPath(new URL('../../', import.meta.url))) },
    logLevel: 'warning',
  })
  const made = readdirSync(out).map((name) => join(out, name))
  process.exitCode = spawnSync(process.execPath, ['--test', ...made], { stdio: 'inherit' }).status ?? 1
} finally {
  rmSync(out, { recursive: true, force: true })
}
