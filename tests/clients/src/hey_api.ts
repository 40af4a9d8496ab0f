// The client that @hey-api/openapi-ts makes, whole.
import { client } from './hey_api.gen/client.gen'
import { placeTopup, placeTopups, readReceipt, readTopup, receiptAsPdf } from './hey_api.gen/sdk.gen'
import type { PlaceTopup, Problem } from './hey_api.gen/types.gen'
import { apiKey, server, tell, type Answer } from './story'

client.setConfig({ baseUrl: server, auth: () => apiKey })

interface Reply<Body> {
  data?: Body
  error?: Problem
  response: Response
}

function answer<Body>(reply: Reply<Body>): Answer<Body> {
  const { data, error, response } = reply
  const replayed = response.headers.get('idempotency-replayed') === 'true'
  return { status: response.status, replayed, body: data, code: error?.code, money: error?.money }
}

const wish = (msisdn: string, amount: number): PlaceTopup => ({
  msisdn,
  operator: 'proximus',
  amount: { amount, currency: 'EUR' },
  tender: 'cash',
})

void tell({
  place: async (key, msisdn, amount) =>
    answer(await placeTopup({ headers: { 'Idempotency-Key': key }, body: wish(msisdn, amount) })),
  batch: async (keys, msisdn, amount) => {
    const topups = keys.map((key) => ({ ...wish(msisdn, amount), idempotency_key: key }))
    const reply = answer(await placeTopups({ body: { topups } }))
    return { ...reply, body: reply.body?.results }
  },
  read: async (id) => answer(await readTopup({ path: { id } })),
  receiptTotal: async (id) => (await readReceipt({ path: { id } })).data?.total.amount,
  receiptPdf: async (id) => {
    const { data } = await receiptAsPdf({ path: { id }, parseAs: 'blob' })
    return new Uint8Array(await (data as Blob).arrayBuffer())
  },
})
