import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { piecesOf } from '../../src/lib/pieces'

// What the server's pages do too: src/base/messages/pieces_test.cc reads the same file.
test('no line ends in a number, nor in a date in Chinese', () => {
  const rows: { text: string; pieces: unknown[] }[] = JSON.parse(
    readFileSync(join(process.env.HERLAAD_WEB!, '../tests/messages/pieces.json'), 'utf8'),
  )
  for (const { text, pieces } of rows) {
    assert.deepEqual(piecesOf(text).map((piece) => (piece.whole ? [piece.text] : piece.text)), pieces, text)
  }
})
