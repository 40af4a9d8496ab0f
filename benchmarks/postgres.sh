# The benchmark on PostgreSQL: hand-written SQL, one node, two nodes. A private server from Debian's package with default
# settings except for more memory and fewer checkpoints; it syncs every commit. To be sourced after benchmarks/run.sh.

postgres_bin=${HERLAAD_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
postgres=
postgres_folder=

# PostgreSQL refuses to run as root.
as_postgres=("${with_us[@]}")
[[ $(id -u) != 0 ]] || as_postgres=(setpriv --pdeathsig INT --reuid=postgres --regid=postgres --clear-groups --)

# In /, because user postgres may not enter the folder of this script.
in_root() { (cd / && exec "$@"); }

# postgres_sql DATABASE ARG...: psql, which ends at the first mistake.
postgres_sql() {
  local database=$1
  shift
  logged postgres.log "$postgres_bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U postgres "$@" "$database"
}

# Its process id goes to $postgres, its folder, which user postgres can access, to $postgres_folder.
start_postgres() {
  postgres_port=$((port + 2))
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/herlaad-bench-XXXXXX")
  if [[ $(id -u) == 0 ]]; then chown postgres "$postgres_folder"; fi
  logged postgres.log in_root "${as_postgres[@]}" "$postgres_bin/initdb" -D "$postgres_folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8
  (cd / && exec "${as_postgres[@]}" "$postgres_bin/postgres" -D "$postgres_folder/data" -k "$postgres_folder" \
    -p "$postgres_port" -c listen_addresses=127.0.0.1 -c shared_buffers="$shared_buffers" -c max_wal_size=4GB \
    -c checkpoint_timeout=15min) >>"$work/postgres.log" 2>&1 &
  postgres=$!
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    kill -0 "$postgres" 2>/dev/null || fail "PostgreSQL ended
$(tail_of "$work/postgres.log")"
    "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" && break
    sleep 0.1
  done
  ((tries < 600)) || fail "PostgreSQL was not ready after 60 s
$(tail_of "$work/postgres.log")"
  postgres_sql postgres -c 'CREATE DATABASE herlaad'
  export HERLAAD_DATABASE="postgresql://postgres@127.0.0.1:$postgres_port/herlaad"
}

stop_postgres() {
  unset HERLAAD_DATABASE
  kill -INT "$postgres" && wait "$postgres" || fail "PostgreSQL did not end well
$(tail_of "$work/postgres.log")"
  postgres=
  remove_postgres
}

# It would wait for its clients otherwise.
abandon_postgres() {
  if [[ -n $postgres ]]; then kill -INT "$postgres" 2>/dev/null || true; fi
}

remove_postgres() {
  [[ -z $postgres_folder ]] || rm -rf "$postgres_folder"
  postgres_folder=
}

# by_hand ROUND
by_hand() {
  rm -f "$work/pgbench.log"
  logged pgbench.log "$postgres_bin/pgbench" -n -M prepared -D "sims=$sims" -c 64 -j "$(nproc)" -T "$seconds" -h 127.0.0.1 \
    -p "$postgres_port" -U postgres -f "$herlaad_root/benchmarks/baseline/postgres_topup.sql" herlaad
  record "$1" by_hand "$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$work/pgbench.log")"
}

# two_nodes PORT PORT ROUND: both nodes at once, 32 connections each; the sum is recorded.
two_nodes() {
  local one two rates=()
  local same=(--mode topup --key-file "$work/postgres_key" --msisdn-count "$sims" --connections 32 --seconds "$seconds")
  start_load "$work/one.json" "${same[@]}" --port "$1"
  one=$loading
  start_load "$work/two.json" "${same[@]}" --port "$2"
  two=$loading
  await_load "$one" "$work/one.json"
  rates+=("$(field rate <<<"$json")")
  await_load "$two" "$work/two.json"
  rates+=("$(field rate <<<"$json")")
  record "$3" postgres_two "$(printf '%s\n' "${rates[@]}" | awk '{ s += $1 } END { print s }')"
}

postgres_rounds() {
  local round one_port=$((port + 3)) two_port=$((port + 4)) one two server # the main server keeps running
  say "preparing $sims SIMs on PostgreSQL"
  start_postgres
  postgres_sql herlaad -v sims="$sims" -f "$herlaad_root/benchmarks/baseline/postgres.sql"
  mkdir -p "$work/node1" "$work/node2"
  start_server "$work/node1" "$one_port"
  one=$server
  seed "$work/node1"
  create_key "$work/postgres_key" "$work/node1" topup:cash
  cp "$work/node1/link.key" "$work/node2/" # all nodes need the same link key
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: top-ups on SQLite, by hand on PostgreSQL, on one node, a hundred in a request, on two nodes"
    topups --port "$port" --seconds "$seconds"
    record "$round" sqlite_beside "$(field rate <<<"$json")"
    by_hand "$round"
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
