#!/usr/bin/env bash
# CLI11 2.1.2: words that no option or argument takes are listed in reverse in the text of the exception, though remaining() has them
# as they were typed. A program that prints the exception tells somebody who typed a telephone number with spaces "12 00 31" for
# "31 00 12", which is another number. Exits 0 while true. Needs g++ and apt-get download.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq libcli11-dev=2.1.2+ds-1 >/dev/null 2>&1
dpkg-deb -x libcli11-dev_2.1.2+ds-1_*.deb package
cat >extra.cc <<'CC'
#include <CLI/CLI.hpp>
#include <iostream>

int main(int count, char** words) {
  CLI::App root;
  CLI::App* const show = root.add_subcommand("show");
  std::string number;
  show->add_option("number", number);
  try {
    root.parse(count, words);
  } catch (const CLI::ParseError& error) {
    std::cout << "number: " << number << "\nwhat(): " << error.what() << "\nremaining():";
    for (const std::string& word : root.remaining(true)) std::cout << ' ' << word;
    std::cout << '\n';
  }
}
CC
g++ -std=c++17 -Ipackage/usr/include extra.cc -o extra
./extra show 0485 12 31 00 | tee said
grep -qx 'number: 0485' said
grep -qx 'what(): The following arguments were not expected: 00 31 12' said
grep -qx 'remaining(): 12 31 00' said
