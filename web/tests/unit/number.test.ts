import assert from 'node:assert/strict'
import { test } from 'node:test'
import { besidePrefix, national, readNumber, whileTyping } from '../../src/lib/number'

const right = ['0470123456', '0470 12 34 56', '0470/12.34.56', '+32470123456', '+32 (0)470 12-34-56', '0032 470 123 456', '32470123456', '470123456', '\u202a+32\u00a0470\u00a012\u00a034\u00a056\u202c']
for (const typed of right) {
  test(`${JSON.stringify(typed)} is 0470 12 34 56`, () => {
    assert.deepEqual(readNumber(typed), { ok: true, msisdn: '+32470123456' })
  })
}

const wrong: [string, string][] = [
  ['', 'msisdn_empty'],
  [' - ', 'msisdn_empty'],
  ['0470O12345', 'msisdn_characters'],
  ['0470+123456', 'msisdn_characters'],
  ['٠٤٧٠١٢٣٤٥٦', 'msisdn_characters'],
  ['+31612345678', 'msisdn_foreign'],
  ['0049 170 1234567', 'msisdn_foreign'],
  ['047012345', 'msisdn_too_short'],
  ['04701234567', 'msisdn_too_long'],
  ['0'.repeat(70), 'msisdn_too_long'],
  ['021234567', 'msisdn_fixed_line'],
  ['0441234567', 'msisdn_unassigned'],
  ['+320', 'msisdn_too_short'],
  ['+3', 'msisdn_too_short'],
  ['080022800', 'msisdn_special'],
  ['0900 12 345', 'msisdn_special'],
]
for (const [typed, mistake] of wrong) {
  test(`${JSON.stringify(typed.slice(0, 20))} is ${mistake}`, () => {
    assert.deepEqual(readNumber(typed), { ok: false, mistake })
  })
}

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

test('what is not a number is left alone', () => {
  assert.deepEqual(whileTyping('my number', 4), { text: 'my number', caret: 4 })
})

test('grouping never changes what a number is', () => {
  for (const typed of right) {
    const shaped = whileTyping(typed, typed.length).text
    assert.deepEqual(readNumber(shaped), readNumber(typed), shaped)
  }
})
