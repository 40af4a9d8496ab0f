// What is sold here: asked once, for every page.

import { fetchOperators, type Operators, type Way } from './api'

export const shop = $state<{ operators: Operators | undefined; failed: boolean }>({ operators: undefined, failed: false })

export async function loadShop(): Promise<void> {
  shop.failed = false
  const reply = await fetchOperators()
  if (reply.kind === 'ok') shop.operators = reply.body
  else shop.failed = true
}

export const operatorName = (id: string) => shop.operators?.operators.find((one) => one.id === id)?.name ?? id

export const ways = (): Way[] => shop.operators?.notify ?? []

export const isSandbox = () => shop.operators?.sandbox ?? shop.operators?.sample ?? false

// The numbers that a demo has from its start; a server that lists its own is believed.
const demoNumbers = [
  { msisdn: '+32470123456', operator: 'proximus' },
  { msisdn: '+32485123456', operator: 'telenet' },
  { msisdn: '+32495123456', operator: 'orange' },
  { msisdn: '+32472334455', operator: 'orange', kind: 'ported' },
  { msisdn: '+32470111111', operator: 'proximus', kind: 'suspended' },
  { msisdn: '+32470999999', operator: 'proximus', kind: 'terminated' },
]
export const demo = () => shop.operators?.demo_numbers ?? demoNumbers
