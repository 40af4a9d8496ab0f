import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceId } from '../../src/lib/device'
import { memoryShelf } from '../../src/lib/storage'

test('a browser keeps its id', () => {
  const shelf = memoryShelf()
  const id = deviceId(shelf)
  assert.match(id, /^[0-9a-f]{32}$/)
  assert.equal(deviceId(shelf), id)
  assert.notEqual(deviceId(memoryShelf()), id)
})

test('what is no id is replaced', () => {
  const shelf = memoryShelf()
  shelf.setItem('herlaad.device', '<script>')
  assert.match(deviceId(shelf), /^[0-9a-f]{32}$/)
})

test('a shelf that is full does not keep an order from being placed', () => {
  const shelf = { ...memoryShelf(), setItem: () => { throw new Error('full') } }
  assert.match(deviceId(shelf), /^[0-9a-f]{32}$/)
})
