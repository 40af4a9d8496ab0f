// A page translation takes text nodes out of a page. So no component has text of its own that may change, or that is the
// edge of a block: everything goes through Say.svelte, which writes on an element over whatever stands in it.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'svelte/compiler'

const source = join(process.env.HERLAAD_WEB, 'src')
const components = (folder) =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? components(path) : path.endsWith('.svelte') ? [path] : []))

// The texts that a component puts in the page by itself.
function textsOf(code) {
  const found = []
  const look = (node) => {
    if (node === null || typeof node !== 'object') return
    if (Array.isArray(node)) return node.forEach(look)
    if (node.type === 'Fragment') {
      for (const child of node.nodes) {
        const isText = child.type === 'Text' && child.data.trim() !== ''
        if (isText || child.type === 'ExpressionTag' || child.type === 'HtmlTag') found.push(code.slice(child.start, child.end).trim())
      }
    }
    for (const [name, child] of Object.entries(node)) if (name !== 'metadata' && name !== 'expression') look(child)
  }
  look(parse(code, { modern: true }).fragment)
  return found
}

test('the rule is one that can be broken', () => {
  assert.deepEqual(textsOf('<p>{t("a")}</p>{#if x}b{/if}<b class="{c}" title={d}> <i/> </b>'), ['{t("a")}', 'b'])
})

for (const path of components(source)) {
  test(`${path.slice(source.length + 1)} writes no text past Say`, () => {
    assert.deepEqual(textsOf(readFileSync(path, 'utf8')), [])
  })
}
