// The operations of Stripe's library that the gateway's requests stand for, and how a form is read.

export const operations = [
  ['POST', /^\/v1\/checkout\/sessions$/, 'checkout.sessions.create'],
  ['GET', /^\/v1\/checkout\/sessions$/, 'checkout.sessions.list'],
  ['GET', /^\/v1\/checkout\/sessions\/(cs_\w+)$/, 'checkout.sessions.retrieve'],
  ['POST', /^\/v1\/checkout\/sessions\/(cs_\w+)\/expire$/, 'checkout.sessions.expire'],
  ['GET', /^\/v1\/payment_intents$/, 'paymentIntents.list'],
  ['GET', /^\/v1\/payment_intents\/(pi_\w+)$/, 'paymentIntents.retrieve'],
  ['POST', /^\/v1\/refunds$/, 'refunds.create'],
  ['GET', /^\/v1\/refunds$/, 'refunds.list'],
  ['GET', /^\/v1\/refunds\/(re_\w+)$/, 'refunds.retrieve'],
  ['GET', /^\/v1\/disputes$/, 'disputes.list'],
  ['GET', /^\/v1\/disputes\/(du_\w+)$/, 'disputes.retrieve'],
  ['GET', /^\/v1\/charges\/(ch_\w+)$/, 'charges.retrieve'],
  ['POST', /^\/v1\/customers$/, 'customers.create'],
  ['POST', /^\/v1\/payment_intents$/, 'paymentIntents.create'],
  ['POST', /^\/v1\/payment_methods\/(pm_\w+)\/detach$/, 'paymentMethods.detach'],
  ['GET', /^\/v1\/payment_methods\/(pm_\w+)$/, 'paymentMethods.retrieve'],
  ['GET', /^\/v1\/events\/(evt_\w+)$/, 'events.retrieve'],
].map(([method, path, call]) => ({ method, path, call, hasId: path.source.includes('(') }))

// The operation of a request; throws if there is none.
export function operationOf(request) {
  const found = operations.find((each) => each.method === request.method && each.path.test(request.path))
  if (!found) throw new Error(`no operation for ${request.method} ${request.path}`)
  return { ...found, id: request.path.match(found.path)[1] }
}

// ["a", "b", "0"] for "a[b][0]".
export function partsOf(name) {
  const [first, ...rest] = name.split('[')
  for (const part of rest) if (!part.endsWith(']')) throw new Error(`the name ${name} is not nested as Stripe reads it`)
  return [first, ...rest.map((part) => part.slice(0, -1))]
}

// The pairs of a form as nested objects and arrays of texts.
export function nested(pairs) {
  const root = {}
  for (const [name, value] of pairs) {
    const parts = partsOf(name)
    let at = root
    parts.forEach((part, i) => {
      const isLast = i === parts.length - 1
      if (isLast && Object.hasOwn(at, part)) throw new Error(`${name} is given twice`)
      if (!Object.hasOwn(at, part)) at[part] = isLast ? value : /^\d+$/.test(parts[i + 1]) ? [] : {}
      at = at[part]
    })
  }
  return root
}

export const pairsOf = (request) => [...new URLSearchParams(request.method === 'GET' ? request.query : request.body)]
