// The pieces of a text in which no line may end though they have no space that does not break: a telephone number, hours
// such as 09:00-17:00, and a date in Chinese. As in src/base/messages/pieces.h.

export interface Piece {
  text: string
  whole: boolean
}

const date = /(?:\d+年)?\d+月\d+日/
const hours = /\d\d:\d\d-\d\d:\d\d(?!\d)/
const number = /(?:\+\d{1,4}|0\d{0,3})(?: (?:\d{2,3}|••)(?!\d)){2,}/
// What stands before is found too: not every browser can look behind.
const whole = new RegExp(`(^|\\D)(${date.source}|${hours.source}|${number.source})`, 'g')

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let begin = 0
  const add = (end: number, isWhole: boolean) => {
    if (end > begin) pieces.push({ text: text.slice(begin, end), whole: isWhole })
    begin = end
  }
  for (const found of text.matchAll(whole)) {
    add(found.index + found[1].length, false)
    add(found.index + found[0].length, true)
  }
  add(text.length, false)
  return pieces
}
