// The types that openapi-typescript makes, with the client that is made for them.
import createClient from 'openapi-fetch'
import type { components, paths } from './openapi_typescript.gen'
import { apiKey, server, tell, type Answer } from './story'

type Problem = components['schemas']['Problem']
interface Reply<Body> {
  data?: Body
  error?: Problem
  response: Response
}

const client = createClient<paths>({ baseUrl: server, headers: { authorization: `Bearer ${apiKey}` } })

function answer<Body>(reply: Reply<Body>): Answer<Body> {
  const { data, error, response } = reply
  const replayed = response.headers.get('idempotency-replayed') === 'true'
  return { status: response.status, replayed, body: data, code: error?.code, money: error?.money }
}

const wish = (msisdn: string, amount: number): components['schemas']['PlaceTopup'] => ({
  msisdn,
  operator: 'proximus',
  amount: { amount, currency: 'EUR' },
  tender: 'cash',
})
const path = (id: string) => ({ params: { path: { id } } })

void tell({
  place: async (key, msisdn, amount) =>
    answer(await client.POST('/v1/topups', { params: { header: { 'Idempotency-Key': key } }, body: wish(msisdn, amount) })),
  batch: async (keys, msisdn, amount) => {
    const topups = keys.map((key) => ({ ...wish(msisdn, amount), idempotency_key: key }))
    const reply = answer(await client.POST('/v1/topups:batch', { body: { topups } }))
    return { ...reply, body: reply.body?.results }
  },
  read: async (id) => answer(await client.GET('/v1/topups/{id}', path(id))),
  receiptTotal: async (id) => (await client.GET('/v1/topups/{id}/receipt', path(id))).data?.total.amount,
  receiptPdf: async (id) => {
    const reply = await client.GET('/v1/topups/{id}/receipt.pdf', { ...path(id), parseAs: 'arrayBuffer' })
    return new Uint8Array(reply.data ?? new ArrayBuffer(0))
  },
})
