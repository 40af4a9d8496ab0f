// The texts of the language that is shown, from the catalogue that web and server share (../messages).

import type english from '../../../messages/en.json'
import { langTag, languages, type Lang } from './format'

export type Key = keyof typeof english
export type Texts = Record<Key, string>
export type Values = Record<string, string | number>

const loaders: Record<Lang, () => Promise<{ default: Texts }>> = {
  nl: () => import('virtual:messages/nl'),
  fr: () => import('virtual:messages/fr'),
  de: () => import('virtual:messages/de'),
  en: () => import('virtual:messages/en'),
  zh: () => import('virtual:messages/zh'),
}

export const i18n = $state<{ lang: Lang; texts: Texts }>({ lang: 'en', texts: {} as Texts })

export const isLang = (text: string): text is Lang => (languages as readonly string[]).includes(text)

// Texts that cannot be loaded leave the language that is shown in place.
export async function showLanguage(lang: Lang): Promise<void> {
  const texts = (await loaders[lang]()).default
  i18n.texts = texts
  i18n.lang = lang
  document.documentElement.lang = langTag(lang)
}

export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

export const t = (key: Key, values: Values = {}) => fill(i18n.texts[key] ?? key, values)

// For keys that are made from the server's codes, which may be newer than this page.
export function has(key: string): key is Key {
  return key in i18n.texts
}
