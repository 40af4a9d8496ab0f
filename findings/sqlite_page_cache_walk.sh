#!/usr/bin/env bash
# SQLite 3.47.0: with a large page cache, a commit that split a page costs the more the more pages are cached. Each commit tells the cache to
# forget pages beyond the end of the file (xTruncate); that costs nothing unless a page ever had a larger number. A split gives pages
# such numbers for a moment while it orders them (xRekey), and then the built-in cache looks at every page it holds. Here 164 of 6,000 commits
# do that, and take more than half of all processor time: with the needless calls left out, the file is the same. Exits 0 while true. Needs
# gcc and npm, from whose package better-sqlite3 only the SQLite source is taken.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent better-sqlite3@11.5.0 >/dev/null
tar -xf better-sqlite3-11.5.0.tgz
source=$(dirname "$(find package/deps -name sqlite3.c | head -n 1)")
cat >walk.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "sqlite3.h"

static sqlite3_pcache_methods2 own;
static unsigned largest; /* of the numbers that pages came in with */
static int beyond, leave_out;
static long calls, needless, high_rekeys;

static sqlite3_pcache_page *fetch(sqlite3_pcache *cache, unsigned number, int create) {
  if (create && number > largest) largest = number;
  return own.xFetch(cache, number, create);
}
static void rekey(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned from, unsigned to) {
  if (from > largest) --beyond;
  if (to > largest) ++beyond, ++high_rekeys;
  own.xRekey(cache, page, from, to);
}
static void truncate_cache(sqlite3_pcache *cache, unsigned limit) {
  ++calls;
  if (limit > largest && beyond == 0) {
    ++needless;
    if (leave_out) return;
  }
  own.xTruncate(cache, limit);
}
static void run(sqlite3 *db, const char *sql) {
  if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK) { fprintf(stderr, "%s\n", sqlite3_errmsg(db)); exit(1); }
}

int main(int count, char **arguments) {
  leave_out = count > 1 && arguments[1][0] == '1';
  sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &own);
  sqlite3_pcache_methods2 methods = own;
  methods.xFetch = fetch, methods.xRekey = rekey, methods.xTruncate = truncate_cache;
  sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
  sqlite3 *db;
  if (sqlite3_open(arguments[2], &db) != SQLITE_OK) return 1;
  run(db, "PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB);"
          "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 800000)"
          "INSERT INTO t SELECT i * 1000, zeroblob(200) FROM n;");
  calls = needless = high_rekeys = 0;
  srand(7);
  clock_t begun = clock();
  for (int i = 0; i < 6000; ++i) {
    char sql[99];
    snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO t VALUES (%d, zeroblob(200))", rand() % 800000000);
    run(db, sql);
  }
  printf("%s %ld commits, %ld of them needless to the cache, %ld numbers beyond the end, %ld ms\n", sqlite3_libversion(), calls, needless,
         high_rekeys, (long)((clock() - begun) * 1000 / CLOCKS_PER_SEC));
  return sqlite3_close(db);
}
C
gcc -O2 -w -I"$source" -o walk walk.c "$source/sqlite3.c" -lm -lpthread -ldl
./walk 0 whole.db | tee whole
./walk 1 left_out.db | tee left_out
cmp <(sed 's/, [0-9]* ms$//' whole) <(sed 's/, [0-9]* ms$//' left_out)
cmp whole.db left_out.db
ms() { sed 's/.* \([0-9]*\) ms$/\1/' "$1"; }
(($(ms whole) * 10 > $(ms left_out) * 13))
