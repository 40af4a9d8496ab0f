// What the server offers (api/openapi.yaml), as far as these pages use it. Nothing here throws: every way a request
// can end is a value.

import { deviceId } from './device'

export interface Money {
  amount: number // minor units
  currency: string
}

export interface DemoNumber {
  msisdn: string
  operator: string
  kind?: string
}

export interface Operators {
  sample: boolean
  date: string
  operators: Operator[]
  sandbox?: boolean
  tenders?: string[]
  demo_numbers?: DemoNumber[]
  support?: Support
  notify?: Way[]
}

// Where people of this shop can be asked.
export interface Support {
  name?: string
  phone?: string
  email?: string
  hours?: Record<string, string> // in every language
  languages?: string[]
}

// How the link to an order can be sent to who pays.
export type Way = 'email' | 'msisdn'

export interface Operator {
  id: string
  name: string
  support: { phone: string; url: string }
}

// Why something is or would be refused; members beside `code` depend on it.
export interface Reason {
  code: string
  detail?: string
  operator?: string // wrong_operator: who has the number
  total?: Money // price_changed: the price now
  shown?: string // msisdn_characters, msisdn_other_digits: what does not belong in a number
  position?: number // where that begins
}

export interface Problem extends Reason {
  title?: string
  status: number
  money?: 'not_taken' | 'taken' | 'unknown'
  topup?: { id: string } // idempotency_key_reused: what became of the earlier request
}

export interface Product {
  amount: Money
  fee: Money
  total: Money
  vat: Money
  credited: Money
  valid_until: string
  bonus?: Money
  bonus_valid_until?: string
  refusal: Reason | null
}

export interface Offer {
  operator: string
  name: string
  refusal: Reason | null
  products: Product[]
}

export const isNonePossible = ({ products }: Offer) => products.length > 0 && products.every((one) => one.refusal !== null)

export interface Quote {
  msisdn: string
  suggested_operator: string | null
  operator: string | null // who has the number, where that is known
  offers: Offer[]
}

export type State =
  | 'awaiting_payment'
  | 'paid'
  | 'delivering'
  | 'delivery_unknown'
  | 'delivered'
  | 'refunding'
  | 'refunded'
  | 'cancelled'
  | 'expired'
  | 'attention'

// A sentence of the server's: the text as it says it, and of what it is made, for who has the texts too.
export interface Sentence {
  code: string
  text: string
  values?: Record<string, Value>
}
export type Value = string | Money | { at: string; as: 'day' | 'moment' | 'clock' } | { code: string }

export interface Step {
  mark: 'done' | 'moving' | 'ahead' | 'stopped'
  what: Sentence
  at?: string
  more?: Sentence
  amount?: Money
}

// What is to be told of an order; decided by the server alone (api/openapi.yaml).
export interface Status {
  mood: 'good' | 'wait' | 'stop' | 'neutral' | 'attention'
  headline: Sentence
  money: Sentence[]
  next: Sentence[]
  steps: Step[]
  can_pay: boolean
  can_cancel: boolean
  if_cancelled?: Sentence // only beside the button that cancels
  look_again_seconds: number // 0: nothing more is expected to change
}

// Whom the payer can ask about an order.
export type Whom = 'support' | 'operator'

export interface Topup {
  id: string
  cancel_token?: string // only where it was just placed
  reference: string
  state: State
  refund_reason?: string // why all of it is refunded: `credit_stays` for a number that keeps the credit
  msisdn: string
  operator: string
  amount: Money
  fee: Money
  total: Money
  vat: Money
  tender: string
  created_at: string
  expires_at?: string
  payment?: { url?: string; instrument?: string }
  delivered_at?: string
  valid_until?: string
  bonus?: Money
  bonus_valid_until?: string
  status: Status
  ask?: Whom[] // decided by the server alone; absent from an earlier one
  return?: { host: string; url: string } // to the site that placed it, once it is paid or over
  links?: { self: string; page: string; receipt?: string; receipt_pdf?: string }
}

export interface Wish {
  msisdn: string
  operator: string
  amount: Money
  tender: string
  total: Money
  notify?: Contact
}

// Where the link to the order and the receipt are sent, if anywhere.
export type Contact = { email: string } | { msisdn: string }

export type Reply<T> =
  | { kind: 'ok'; status: number; body: T }
  | { kind: 'problem'; problem: Problem; retryAfter?: number } // the server's word
  | { kind: 'broken'; status: number } // an answer, but not our server's
  | { kind: 'silent' } // no answer: it may have arrived, or not

interface Options {
  method?: string
  body?: unknown
  key?: string
  session?: string
  device?: string
  lang?: string
  timeoutMs?: number
  signal?: AbortSignal
}

async function readReply<T>(response: Response): Promise<Reply<T>> {
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = type.includes('json') ? await response.json() : undefined
  if (body === undefined || body === null) return { kind: 'broken', status: response.status }
  if (response.ok) return { kind: 'ok', status: response.status, body: body as T }
  const problem = body as Problem
  if (typeof problem.code !== 'string') return { kind: 'broken', status: response.status }
  const seconds = Number(response.headers.get('retry-after'))
  return {
    kind: 'problem',
    problem: { ...problem, status: response.status },
    ...(seconds > 0 ? { retryAfter: seconds * 1000 } : {}),
  }
}

export async function call<T>(path: string, options: Options = {}): Promise<Reply<T>> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), options.timeoutMs ?? 15_000)
  options.signal?.addEventListener('abort', () => stop.abort())
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.key !== undefined) headers['Idempotency-Key'] = `"${options.key}"`
  if (options.session !== undefined) headers['Herlaad-Session'] = options.session
  if (options.device !== undefined) headers['Herlaad-Device'] = options.device
  if (options.lang !== undefined) headers['Accept-Language'] = options.lang
  try {
    const response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: stop.signal,
      cache: 'no-store',
      credentials: 'same-origin',
    })
    return await readReply<T>(response)
  } catch {
    return { kind: 'silent' }
  } finally {
    clearTimeout(timer)
  }
}

export const fetchOperators = () => call<Operators>('/v1/operators')

export const fetchQuote = (msisdn: string, operator: string | undefined, signal?: AbortSignal) =>
  call<Quote>('/v1/quotes', { method: 'POST', body: operator ? { msisdn, operator } : { msisdn }, signal })

// In which the keys of this browser are nobody else's.
export const openSession = () => call<{ session: string }>('/v1/sessions', { method: 'POST' })

export const placeTopup = (wish: Wish, key: string, session: string, lang: string) =>
  call<Topup>('/v1/topups', { method: 'POST', body: wish, key, session, lang, device: deviceId(), timeoutMs: 20_000 })

const addressOf = (id: string) => `/v1/topups/${encodeURIComponent(id)}`

export const fetchTopup = (id: string) => call<Topup>(addressOf(id))
// Whoever has the link reads; only where it was placed there is a token that cancels it.
export const cancelTopup = (id: string, cancelToken: string | undefined) =>
  call<Topup>(`${addressOf(id)}/cancel`, {
    method: 'POST',
    body: cancelToken === undefined ? undefined : { cancel_token: cancelToken },
    timeoutMs: 20_000,
  })
export const eventsOf = (id: string) => `${addressOf(id)}/events`
