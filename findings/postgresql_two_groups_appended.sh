#!/usr/bin/env bash
# PostgreSQL 15: rows of two kinds, each with ids that grow, are appended in turns. An index on (kind, id) stays full, although only one kind is
# appended at its right end. With one more column behind, which is 1 in every row, the index is nearly twice as large: what is appended in the
# middle is then split in halves. With a greater kind that is only there and not appended to, it stays full, and so it does as (id, kind, n).
# Exits 0 while true. As root; Debian's package postgresql-15, and nothing else.
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
as_postgres psql -X -q -At -h "$work" -d postgres >"$work/pages" <<'SQL'
CREATE TABLE two_columns (kind bigint, id bigint, PRIMARY KEY (kind, id));
CREATE TABLE three_columns (kind bigint, id bigint, n bigint, PRIMARY KEY (kind, id, n));
CREATE TABLE not_in_turns (kind bigint, id bigint, n bigint, PRIMARY KEY (kind, id, n));
CREATE TABLE id_first (kind bigint, id bigint, n bigint, PRIMARY KEY (id, kind, n));
INSERT INTO not_in_turns VALUES (2, 1, 1);
DO $$
BEGIN
  FOR batch IN 1..6000 LOOP
    INSERT INTO two_columns SELECT 1, 1000000000 + batch * 100 + i FROM generate_series(1, 50) AS i;
    INSERT INTO two_columns SELECT 2, batch * 100 + i FROM generate_series(1, 3) AS i;
    INSERT INTO three_columns SELECT 1, 1000000000 + batch * 100 + i, 1 FROM generate_series(1, 50) AS i;
    INSERT INTO three_columns SELECT 2, batch * 100 + i, 1 FROM generate_series(1, 3) AS i;
    INSERT INTO not_in_turns SELECT 1, 1000000000 + batch * 100 + i, 1 FROM generate_series(1, 50) AS i;
    INSERT INTO id_first SELECT 1, 1000000000 + batch * 100 + i, 1 FROM generate_series(1, 50) AS i;
    INSERT INTO id_first SELECT 2, batch * 100 + i, 1 FROM generate_series(1, 3) AS i;
  END LOOP;
END $$;
SELECT relname, pg_relation_size(oid) / 8192 FROM pg_class WHERE relname LIKE '%\_pkey' ORDER BY relname;
SQL
cat "$work/pages"
pages() { sed -n "s/^$1_pkey|//p" "$work/pages"; }
# A full page of 8 KiB takes at most 8136 / 28 rows with a key of two numbers, and 8136 / 36 with three.
(($(pages two_columns) * 100 < 318000 * 28 / 8136 * 115))
(($(pages not_in_turns) * 100 < 300001 * 36 / 8136 * 115))
(($(pages id_first) * 100 < 318000 * 36 / 8136 * 125))
(($(pages three_columns) * 100 > 318000 * 36 / 8136 * 170))
