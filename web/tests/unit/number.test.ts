import assert from 'node:assert/strict'
import { test } from 'node:test'
import rows from '../../../tests/numbers/typed.json'
import { besidePrefix, national, readNumber, whileTyping } from '../../src/lib/number'

// What the server says too: src/base/numbers/numbers_test.cc reads the same file.
interface Row { name: string; typed: string; msisdn?: string; error?: string; shown?: string; position?: number }
for (const row of rows as Row[]) {
  test(`typed ${row.name}: ${row.error ?? row.msisdn}`, () => {
    const { name: _, typed, msisdn, error, ...where } = row
    assert.deepEqual(readNumber(typed), msisdn ? { ok: true, msisdn } : { ok: false, mistake: error, ...where })
  })
}
const right = (rows as Row[]).filter((row) => row.msisdn !== undefined).map((row) => row.typed)

test('bytes that a browser cannot have read are shown by their number', () => {
  assert.deepEqual(readNumber('0470\ud800'), { ok: false, mistake: 'msisdn_characters', shown: 'U+D800', position: 5 })
})

test('numbers are shown as people read them aloud', () => {
  assert.equal(national('+32470123456'), '0470 12 34 56')
  assert.equal(besidePrefix('+32470123456'), '470 12 34 56')
})

test('digits are grouped while they are typed', () => {
  const typed = ['0', '04', '0470', '04701', '0470123', '0470123456']
  assert.deepEqual(typed.map((text) => whileTyping(text, text.length).text), ['0', '04', '0470', '0470 1', '0470 12 3', '0470 12 34 56'])
  assert.equal(whileTyping('+3247012', 8).text, '+32 470 12')
  assert.equal(whileTyping('470123456', 9).text, '470 12 34 56')
})

test('the caret stays behind its digit', () => {
  assert.deepEqual(whileTyping('04705 12 34', 5), { text: '0470 51 23 4', caret: 6 }) // 5 was put in the middle
  assert.deepEqual(whileTyping('0470 1', 6), { text: '0470 1', caret: 6 })
})

test('full-width digits become digits while they are typed, and copied marks go', () => {
  assert.deepEqual(whileTyping('０４７０１', 5), { text: '0470 1', caret: 6 })
  assert.deepEqual(whileTyping('\u202a+32470\u200b12\u202c', 11), { text: '+32 470 12', caret: 10 })
})

test('what is not a number is left alone', () => {
  assert.deepEqual(whileTyping('my number', 4), { text: 'my number', caret: 4 })
})

test('grouping never changes what a number is', () => {
  for (const typed of right) {
    const shaped = whileTyping(typed, typed.length).text
    assert.deepEqual(readNumber(shaped), readNumber(typed), shaped)
  }
})
