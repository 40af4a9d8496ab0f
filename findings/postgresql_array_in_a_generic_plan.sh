#!/usr/bin/env bash
# PostgreSQL 15: a generic plan made while a table has one row keeps a condition `b = ANY ($2)` out of the index (a, b) although both columns are
# given: the index is read by `a = $1` alone and the array only filters. The plan is cached, so with 20,000 rows of that `a` all of them are read
# to delete three. The same key given as `b = $2` is looked up. It ends with the next ANALYZE, which autovacuum may do a minute later. Exits 0
# while true. As root; Debian's package postgresql-15, and nothing else.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
work=$(mktemp -d)
chown postgres "$work"
trap 'as_postgres "$bin/pg_ctl" -D "$work/db" -m immediate stop >/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
as_postgres() { runuser -u postgres -- "$@"; }
"$bin/postgres" --version
as_postgres "$bin/initdb" -D "$work/db" -A trust >/dev/null
as_postgres "$bin/pg_ctl" -D "$work/db" -w -l "$work/log" -o "-c listen_addresses= -c unix_socket_directories=$work -c autovacuum=off" start >/dev/null
as_postgres psql -X -q -At -h "$work" -d postgres >"$work/plans" <<'SQL'
CREATE TABLE rows (a bigint, b text, PRIMARY KEY (a, b));
INSERT INTO rows VALUES (0, 'first');
ANALYZE rows;
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
PREPARE by_array (bigint, text[]) AS DELETE FROM rows WHERE a = $1 AND b = ANY ($2);
PREPARE by_value (bigint, text) AS DELETE FROM rows WHERE a = $1 AND b = $2;
EXECUTE by_array (0, '{none}');
EXECUTE by_value (0, 'none');
INSERT INTO rows SELECT 0, 'row ' || n FROM generate_series(1, 20000) AS n;
\echo by array
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE by_array (0, '{row 1, row 2, row 3}');
\echo by value
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE by_value (0, 'row 4');
ANALYZE rows;
\echo by array, after ANALYZE
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE by_array (0, '{row 5, row 6, row 7}');
SQL
cat "$work/plans"
part() { sed -n "/^$1\$/,/^by /p" "$work/plans"; }
part 'by array' | grep -q 'Index Cond: (a = $1)$'
part 'by array' | grep -q 'Rows Removed by Filter: 19998'
part 'by value' | grep -q 'Index Cond: ((a = $1) AND (b = $2))'
part 'by array, after ANALYZE' | grep -q 'Index Cond: ((a = $1) AND (b = ANY ($2)))'
