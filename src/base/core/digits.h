// Writes numbers with a fixed count of digits, as dates and times have them.
#pragma once

namespace herlaad {

// The last two digits of `value`, with a leading zero; returns the place after them.
inline char* WriteTwoDigits(unsigned value, char* at) {
  at[0] = static_cast<char>('0' + value / 10 % 10);
  at[1] = static_cast<char>('0' + value % 10);
  return at + 2;
}

// Likewise the last four.
inline char* WriteFourDigits(unsigned value, char* at) {
  return WriteTwoDigits(value, WriteTwoDigits(value / 100, at));
}

}  // namespace herlaad
