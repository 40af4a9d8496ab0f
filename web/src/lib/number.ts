// Belgian mobile numbers as people write them. What is wrong is told here before anything is sent; the server's
// word counts in the end, and its codes are the same.

export type NumberMistake =
  | 'msisdn_empty'
  | 'msisdn_characters'
  | 'msisdn_foreign'
  | 'msisdn_too_short'
  | 'msisdn_too_long'
  | 'msisdn_fixed_line'
  | 'msisdn_unassigned'
  | 'msisdn_special'

export type ReadNumber = { ok: true; msisdn: string } | { ok: false; mistake: NumberMistake }

const typedMax = 64
// Beside what keyboards have: spaces that do not break, dashes of word processors, and the invisible direction marks
// that some telephones put around a copied number.
const separators = /[ \t./()\-\u00a0\u2007\u2009\u202f\u2010-\u2015\u2212\u200e\u202a\u202c\u2066\u2069]/g

const wrong = (mistake: NumberMistake): ReadNumber => ({ ok: false, mistake })

// `digits` follow "+" or "00". People also write the zero: +32 (0)470.
function afterPrefix(digits: string): ReadNumber {
  if ('32'.startsWith(digits)) return wrong('msisdn_too_short')
  if (digits.startsWith('0')) return wrong('msisdn_unassigned')
  if (!digits.startsWith('32')) return wrong('msisdn_foreign')
  return readNational(digits.slice(2).replace(/^0/, ''))
}

function readNational(national: string): ReadNumber {
  if (/^4[5-9]\d{7}$/.test(national)) return { ok: true, msisdn: `+32${national}` }
  if (/^4[5-9]/.test(national) || national.length > 9) {
    return wrong(national.length < 9 ? 'msisdn_too_short' : 'msisdn_too_long')
  }
  if (/^(800|90\d|70|77|78)/.test(national)) {
    return wrong(national.length < 8 ? 'msisdn_too_short' : 'msisdn_special')
  }
  if (national.length < 8) return wrong('msisdn_too_short')
  return wrong(national.length === 8 && /^[1-9]/.test(national) ? 'msisdn_fixed_line' : 'msisdn_unassigned')
}

export function readNumber(typed: string): ReadNumber {
  if (typed.length > typedMax) return wrong('msisdn_too_long')
  const text = typed.replace(separators, '')
  if (text === '') return wrong('msisdn_empty')
  if (!/^\+?\d*$/.test(text)) return wrong('msisdn_characters')
  if (text.startsWith('+')) return afterPrefix(text.slice(1))
  if (text.startsWith('00')) return afterPrefix(text.slice(2))
  if (text.startsWith('0')) return readNational(text.slice(1))
  if (text.startsWith('32') && text.length > 9) return afterPrefix(text)
  return readNational(text)
}

// "+32470123456" as people read it aloud: "0470 12 34 56".
export function national(msisdn: string): string {
  const digits = msisdn.replace(/^\+32/, '')
  return `0${groups(digits, [3, 2, 2, 2])}`
}

// The same beside a field that already says +32: "470 12 34 56".
export function besidePrefix(msisdn: string): string {
  return groups(msisdn.replace(/^\+32/, ''), [3, 2, 2, 2])
}

function groups(digits: string, sizes: number[]): string {
  const parts: string[] = []
  let rest = digits
  for (const size of sizes) {
    if (rest === '') break
    parts.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
  if (rest !== '') parts[parts.length - 1] += rest
  return parts.join(' ')
}

function grouped(text: string): string {
  if (text.startsWith('+')) return `+${groups(text.slice(1), [2, 3, 2, 2, 2])}`.trimEnd()
  if (text.startsWith('00')) return groups(text, [4, 3, 2, 2, 2])
  if (text.startsWith('0')) return groups(text, [4, 2, 2, 2])
  if (text.startsWith('32') && text.length > 9) return groups(text, [2, 3, 2, 2, 2])
  return groups(text, [3, 2, 2, 2])
}

// What the field shows while somebody types, and where the caret goes: it stays behind the same digit. Anything that
// is not a number is left as it is, so that nobody's typing disappears.
export function whileTyping(typed: string, caret: number): { text: string; caret: number } {
  const plain = typed.replace(separators, '')
  if (!/^\+?\d*$/.test(plain) || plain.length > 20) return { text: typed, caret }
  const text = grouped(plain)
  let left = typed.slice(0, caret).replace(separators, '').length
  let at = 0
  while (left > 0 && at < text.length) {
    if (text[at] !== ' ') --left
    ++at
  }
  return { text, caret: at }
}
