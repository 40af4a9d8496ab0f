import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberIn, withoutNumber } from '../../src/lib/prefill'

const links: [string, string, string, string | undefined][] = [
  ['behind the #', '#msisdn=0470123456', '', '0470123456'],
  ['with its country', '#msisdn=+32470123456', '', '+32470123456'],
  ['with its country, encoded', '#msisdn=%2B32470123456', '', '+32470123456'],
  ['with spaces', '#msisdn=0470%2012%2034%2056', '', '0470 12 34 56'],
  ['where it is sent along', '', '?msisdn=0470123456', '0470123456'],
  ['in both, the one that nobody was sent', '#msisdn=0470123456', '?msisdn=0485123456', '0470123456'],
  ['among others', '#a=1&msisdn=0470123456', '?utm=x', '0470123456'],
  ['none', '', '', undefined],
  ['another anchor', '#how-much', '?utm=x', undefined],
  ['an empty one', '#msisdn=', '?msisdn=%20', undefined],
  ['what is no number is shown as it is, and cut', `#msisdn=${'x'.repeat(500)}`, '', 'x'.repeat(128)],
  ['what cannot be decoded', '#msisdn=%E0%A4%A', '', '\ufffd%A'],
]
for (const [name, hash, search, number] of links) {
  test(`a link that fills in the number: ${name}`, () => {
    assert.equal(numberIn(hash, search), number)
  })
}

test('the number goes from the address, and nothing else does', () => {
  assert.equal(withoutNumber('?msisdn=0470123456'), '')
  assert.equal(withoutNumber('?a=1&msisdn=0470123456&b=2'), '?a=1&b=2')
  assert.equal(withoutNumber('?a=1'), '?a=1')
  assert.equal(withoutNumber(''), '')
})
