#!/usr/bin/env bash
# PostgreSQL 15 with a synchronous standby that is away: a transaction that only takes an id, `SELECT pg_current_xact_id()`, does not wait at
# COMMIT; one that only writes a message, `SELECT pg_logical_emit_message(true, ...)`, does. And a COMMIT whose wait is cancelled ends
# as success ("COMMIT") with a WARNING, or with nothing at all when client_min_messages is `error`. So a probe that a standby answers
# must write WAL, and whoever must know whether a standby has the commit has to read warnings. Exits 0 while true. As root; Debian's
# package postgresql-15, and nothing else.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
work=$(mktemp -d)
chown postgres "$work"
trap 'as_postgres "$bin/pg_ctl" -D "$work/db" -m immediate stop >/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
as_postgres() { runuser -u postgres -- "$@"; }
sql() { as_postgres psql -X -h "$work" -d postgres "$@"; }
"$bin/postgres" --version
as_postgres "$bin/initdb" -D "$work/db" -A trust >/dev/null
as_postgres "$bin/pg_ctl" -D "$work/db" -w -l "$work/log" -o "-c listen_addresses= -c unix_socket_directories=$work -c synchronous_standby_names=away" start >/dev/null

# wait_at_commit NAME SQL: runs it in a session of that name, cancels it where it waits for the standby; what psql said is in NAME.
waited=()
wait_at_commit() {
  (PGAPPNAME=$1 sql -c BEGIN -c "$2" -c COMMIT >"$work/$1" 2>&1; echo "exit code $?" >>"$work/$1") &
  local session=$! waits=no
  while kill -0 "$session" 2>/dev/null; do
    # Only cancelled once it is seen waiting: false, as long as there is nobody to cancel.
    [[ $(sql -Atc "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = '$1' AND wait_event = 'SyncRep'") == t ]] && waits=yes
    sleep 0.2
  done
  wait "$session"
  waited+=("$waits")
  printf -- '--- %s: waits for the standby: %s\n%s\n' "$2" "$waits" "$(cat "$work/$1")"
}

wait_at_commit id "SELECT pg_current_xact_id()"
wait_at_commit message "SELECT pg_logical_emit_message(true, 'probe', '')"
wait_at_commit warned "CREATE TABLE warned ()"
wait_at_commit quiet "SET client_min_messages = error; CREATE TABLE quiet ()"

[[ ${waited[*]} == "no yes yes yes" ]]
for name in id message warned quiet; do grep -qx COMMIT "$name" && grep -qx "exit code 0" "$name"; done
grep -q "WARNING:  canceling wait for synchronous replication due to user request" warned
[[ $(grep -c -e WARNING -e DETAIL quiet || true) == 0 ]]
[[ $(sql -Atc "SELECT count(*) FROM pg_class WHERE relname IN ('warned', 'quiet')") == 2 ]]
