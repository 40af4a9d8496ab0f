import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Way } from '../../src/lib/api'
import { readContact as read } from '../../src/lib/contact'

const both = ['email', 'msisdn'] as const
const readContact = (typed: string, ways: readonly Way[] = both) => read(typed, [...ways])

test('an address or a number that can be written to, or nothing at all', () => {
  assert.deepEqual(readContact('  '), { ok: true, contact: undefined })
  assert.deepEqual(readContact(' jan.peeters+gsm@post.example.be '), { ok: true, contact: { email: 'jan.peeters+gsm@post.example.be' } })
  assert.deepEqual(readContact('0470 12 34 56'), { ok: true, contact: { msisdn: '+32470123456' } })
  for (const typed of ['jan', 'jan@', '@post.be', 'jan@post', 'jan peeters@post.be', 'jan@@post.be', 'a@b.be, c@d.be', 'jan@post..be', '021234567', 'a@b.be\nBcc:x']) {
    assert.deepEqual(readContact(typed), { ok: false }, typed)
  }
})

test('only what is offered is taken', () => {
  assert.deepEqual(readContact('0470 12 34 56', ['email']), { ok: false })
  assert.deepEqual(readContact('a@b.be', ['msisdn']), { ok: false })
  assert.deepEqual(readContact('a@b.be', ['email']), { ok: true, contact: { email: 'a@b.be' } })
  assert.deepEqual(readContact('what stood there before', []), { ok: true, contact: undefined })
})
