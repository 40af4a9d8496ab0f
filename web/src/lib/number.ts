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
  | 'msisdn_other_digits'

// `shown`, with msisdn_characters and msisdn_other_digits: what does not belong there, as it was typed, and where it
// begins, counted from 1 in the characters that a screen shows.
export type ReadNumber =
  | { ok: true; msisdn: string }
  | { ok: false; mistake: NumberMistake; shown?: string; position?: number }

export const typedMax = 128 // characters
const strangeMax = 12

// What is read past, after NFKC: marks that no screen shows, spaces, dashes, and the other separators that people type.
const ignored = /^[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Dash_Punctuation}\u2212./()\u00b7]$/u

const invisible = /^\p{Default_Ignorable_Code_Point}$/u

// What one character stands for: its digits, "+" for a plus, "" for what is read past; or why it does not belong there.
function meaning(typed: string): { digits: string } | { strange: 'digit' | 'other' } {
  let digits = ''
  for (const c of typed.normalize('NFKC')) {
    if (/^[0-9+]$/.test(c)) digits += c
    else if (!ignored.test(c)) return { strange: /^\p{Decimal_Number}$/u.test(c) ? 'digit' : 'other' }
  }
  return { digits }
}

// A character that cannot be seen is shown by its number.
function shown(typed: string): string {
  const code = typed.codePointAt(0) ?? 0
  return /^\p{Other}$/u.test(typed) ? `U+${code.toString(16).toUpperCase().padStart(4, '0')}` : typed
}

type Typed = { ok: true; text: string } | { ok: false; digits: boolean; shown: string; position: number }

// The one rule for digits that people type or paste; the server follows the same (base/numbers/typed_digits.h), and
// tests/numbers/typed.json holds both to it.
export function readTyped(typed: string): Typed {
  const characters = [...typed]
  let text = ''
  let position = 1
  for (const [i, c] of characters.entries()) {
    const means = meaning(c)
    if ('digits' in means && !(means.digits.includes('+') && text !== '')) {
      text += means.digits
      if (!invisible.test(c)) ++position
      continue
    }
    const strange = 'strange' in means ? means.strange : 'other'
    const run = [shown(c)]
    for (const next of characters.slice(i + 1, i + strangeMax)) {
      const meant = meaning(next)
      if ('digits' in meant || meant.strange !== strange) break
      run.push(shown(next))
    }
    return { ok: false, digits: strange === 'digit', shown: run.join(''), position }
  }
  return { ok: true, text }
}

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
  if (typed.length > typedMax && [...typed].length > typedMax) return wrong('msisdn_too_long')
  const read = readTyped(typed)
  if (!read.ok) {
    const mistake = read.digits ? 'msisdn_other_digits' : 'msisdn_characters'
    return { ok: false, mistake, shown: read.shown, position: read.position }
  }
  const { text } = read
  if (text === '' || text === '+') return wrong('msisdn_empty')
  if (text.startsWith('+')) return afterPrefix(text.slice(1))
  if (text.startsWith('00')) return afterPrefix(text.slice(2))
  if (text.startsWith('0')) return readNational(text.slice(1))
  if (text.startsWith('32') && text.length > 9) return afterPrefix(text)
  // As many as a number has, so that none is too many: the first one is wrong.
  if (text.length === 10) return wrong('msisdn_unassigned')
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
  const plain = readTyped(typed)
  if (!plain.ok || plain.text.length > 20) return { text: typed, caret }
  const text = grouped(plain.text)
  const before = readTyped(typed.slice(0, caret))
  let left = before.ok ? before.text.length : 0
  let at = 0
  while (left > 0 && at < text.length) {
    if (text[at] !== ' ') --left
    ++at
  }
  return { text, caret: at }
}
