// The scenario for every client: a till that places, repeats, sends a batch, is refused, and prints a receipt.
import assert from 'node:assert/strict'

export interface Money {
  amount: number
  currency: 'EUR'
}

export interface Answer<Body> {
  status: number
  replayed: boolean
  body?: Body
  code?: string
  money?: string
}

export interface Placed {
  id: string
  reference: string
  state: string
  total: Money
}

// A client of any generator; `key` is an Idempotency-Key.
export interface Till {
  place(key: string, msisdn: string, amount: number): Promise<Answer<Placed>>
  batch(keys: string[], msisdn: string, amount: number): Promise<Answer<{ status: number; topup?: Placed }[]>>
  read(id: string): Promise<Answer<Placed>>
  receiptTotal(id: string): Promise<number | undefined>
  receiptPdf(id: string): Promise<Uint8Array>
}

export async function tell(till: Till): Promise<void> {
  const placed = await till.place('till-1', '0470 12 34 56', 1500)
  assert.equal(placed.status, 201)
  assert.equal(placed.replayed, false)
  assert.equal(placed.body?.state, 'delivered')
  assert.equal(placed.body.total.amount, 1500)

  const again = await till.place('till-1', '+32470123456', 1500)
  assert.equal(again.status, 201)
  assert.equal(again.replayed, true)
  assert.equal(again.body?.id, placed.body.id)

  const other = await till.place('till-1', '+32470123456', 2500)
  assert.equal(other.status, 422)
  assert.equal(other.code, 'idempotency_key_reused')
  assert.equal(other.money, 'taken')

  const batch = await till.batch(['till-1', 'till-2'], '+32470123456', 1500)
  assert.equal(batch.status, 200)
  assert.deepEqual(batch.body?.map((one) => one.status), [201, 201])
  assert.equal(batch.body?.[0]?.topup?.id, placed.body.id)

  const refused = await till.place('till-3', '02 226 12 34', 1500)
  assert.equal(refused.status, 422)
  assert.equal(refused.code, 'msisdn_fixed_line')
  assert.equal(refused.money, 'not_taken')

  const unknown = await till.read('tu_0d3m9k2v7x8q15')
  assert.equal(unknown.status, 404)
  assert.equal(unknown.code, 'topup_unknown')

  assert.equal(await till.receiptTotal(placed.body.id), 1500)
  const pdf = await till.receiptPdf(placed.body.id)
  assert.equal(new TextDecoder().decode(pdf.slice(0, 5)), '%PDF-')
  assert.ok(pdf.length > 5000)
}

export const server = process.env.HERLAAD_URL ?? ''
export const apiKey = process.env.HERLAAD_KEY ?? ''
