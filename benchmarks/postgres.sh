# The benchmark on PostgreSQL: hand-written SQL, one node, two nodes. A private server from Debian's package with default
# settings except for more memory and fewer checkpoints; it syncs every commit. To be sourced after benchmarks/run.sh.

postgres_bin=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root.
as_postgres=()
[[ $(id -u) != 0 ]] || as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups --)

postgres_sql() { psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U postgres "$@" >>"$work/postgres.log" 2>&1; }

# Its process id goes to $postgres, its folder, which user postgres can access, to $postgres_folder.
start_postgres() {
  postgres_port=$((port + 2))
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/herlaad-bench-XXXXXX")
  if ((${#as_postgres[@]} > 0)); then chown postgres "$postgres_folder"; fi
  (cd / && "${as_postgres[@]}" "$postgres_bin/initdb" -D "$postgres_folder/data" -U postgres -A trust -E UTF8 \
    --locale=C.UTF-8) >>"$work/postgres.log" 2>&1 || return 1
  (cd / && exec "${as_postgres[@]}" "$postgres_bin/postgres" -D "$postgres_folder/data" -k "$postgres_folder" \
    -p "$postgres_port" -c listen_addresses=127.0.0.1 -c shared_buffers=1GB -c max_wal_size=4GB \
    -c checkpoint_timeout=15min) >>"$work/postgres.log" 2>&1 &
  postgres=$!
  pids+=("$postgres")
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" && break
    sleep 0.1
  done
  postgres_sql -c 'CREATE DATABASE herlaad' postgres || return 1
  export HERLAAD_DATABASE="postgresql://postgres@127.0.0.1:$postgres_port/herlaad"
}

stop_postgres() {
  unset HERLAAD_DATABASE
  kill -INT "$postgres" && wait "$postgres" || true
  rm -rf "$postgres_folder"
}

by_hand() {
  "$postgres_bin/pgbench" -n -M prepared -D "sims=$sims" -c 64 -j "$(nproc)" -T "$seconds" -h 127.0.0.1 -p "$postgres_port" -U postgres \
    -f "$herlaad_root/benchmarks/baseline/postgres_topup.sql" herlaad 2>>"$work/postgres.log" |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}

# Both nodes at once, 32 connections each; the sum goes to the rate of $json.
two_nodes() {
  local one two
  "$bin/load" --mode topup --key-file "$work/postgres_key" --msisdn-count "$sims" --connections 32 --port "$1" --seconds "$seconds" >"$work/one.json" &
  one=$!
  "$bin/load" --mode topup --key-file "$work/postgres_key" --msisdn-count "$sims" --connections 32 --port "$2" --seconds "$seconds" >"$work/two.json" &
  two=$!
  wait "$one" && wait "$two" || fail "a load ended badly"
  grep -qv '"failed":{}' "$work/one.json" "$work/two.json" && fail "requests failed: $(cat "$work/one.json" "$work/two.json")"
  record "$3" postgres_two "$(cat "$work/one.json" "$work/two.json" | field rate | awk '{ s += $1 } END { print s }')"
}

postgres_rounds() {
  local round one_port=$((port + 3)) two_port=$((port + 4)) one two server  # the main server keeps running
  say "preparing $sims SIMs on PostgreSQL"
  start_postgres || fail "PostgreSQL cannot be started: $(tail -n 3 "$work/postgres.log")"
  mkdir -p "$work/node1" "$work/node2"
  postgres_sql -f "$herlaad_root/benchmarks/baseline/postgres.sql" herlaad
  start_server "$work/node1" "$one_port"
  herlaad sim seed --first +32470000000 --count "$sims" --operator proximus --data "$work/node1" >>"$work/server.log" 2>&1
  herlaad key create --scope topup:cash --json --data "$work/node1" 2>>"$work/server.log" |
    sed -n 's/.*"key": *"\([^"]*\)".*/\1/p' >"$work/postgres_key"
  one=$server
  cp "$work/node1/link.key" "$work/node2/" # all nodes need the same link key
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: top-ups on SQLite, by hand on PostgreSQL, on one node, a hundred in a request, on two nodes"
    if [[ -s $work/key ]]; then
      topups --port "$port" --seconds "$seconds"
      record "$round" sqlite_beside "$(field rate <<<"$json")"
    fi
    record "$round" by_hand "$(by_hand)"
    load --port "$one_port" --mode topup --key-file "$work/postgres_key" --msisdn-count "$sims" --seconds "$seconds"
    record "$round" postgres "$(field rate <<<"$json")"
    record "$round" postgres_p50 "$(field p50 <<<"$json")"
    record "$round" postgres_p99 "$(field p99 <<<"$json")"
    load --port "$one_port" --mode batch --connections 8 --batch 100 --key-file "$work/postgres_key" --msisdn-count "$sims" --seconds "$seconds"
    record "$round" postgres_batch "$(field rate <<<"$json")"
    start_server "$work/node2" "$two_port"
    two=$server
    two_nodes "$one_port" "$two_port" "$round"
    stop_server "$two"
  done
  stop_server "$one"
  stop_postgres
}
