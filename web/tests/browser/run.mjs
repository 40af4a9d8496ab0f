// The browser tests, with Debian's Chromium: builds the pages for those that use the double. Those with the real program
// take the one that is built, or that $HERLAAD names.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('../../', import.meta.url))
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(chromium)) {
  console.error(`there is no ${chromium}: apt-get install --no-install-recommends chromium fonts-liberation fonts-wqy-microhei`)
  process.exit(1)
}
const run = (...command) => spawnSync(command[0], command.slice(1), { cwd: web, stdio: 'inherit' }).status ?? 1
process.exitCode =
  run('npx', '--no-install', 'vite', 'build', '--logLevel', 'warn') ||
  run(process.execPath, '--test', '--test-concurrency=1', ...process.argv.slice(2), 'tests/browser/pages.test.mjs', 'tests/browser/mine.test.mjs', 'tests/browser/translated.test.mjs', 'tests/browser/sandbox.test.mjs', 'tests/browser/paper.test.mjs', 'tests/browser/staff.test.mjs', 'tests/browser/real.test.mjs')
