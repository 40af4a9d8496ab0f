# Measures an earlier revision and this one alternately, with the same load: ./bench --beside REVISION.
# To be sourced after benchmarks/run.sh.

beside_port=$((port + 5))

# Builds its program once in a clone; its path goes to $then.
build_beside() {
  local commit folder
  commit=$(git -C "$herlaad_root" rev-parse --verify --short "$1^{commit}") || fail "--beside: there is no revision $1"
  folder=$herlaad_root/build/bench/beside/$commit
  then=$folder/build/bench/bin/herlaad
  then_folder=$folder
  [[ -x $then ]] && return
  say "building $commit beside this one"
  rm -rf "$folder"
  git clone -q --no-checkout "file://$herlaad_root" "$folder"
  git -C "$folder" checkout -q "$commit"
  (cd "$folder" && bash -euo pipefail -c 'source tools/setup.sh && build bench herlaad') || fail "$commit could not be built"
}

# What its settings call the table of payment methods.
payment_table() {
  if grep -q '\[payment_methods\]' "$then_folder/config/herlaad.toml"; then echo payment_methods; else echo tenders; fi
}

# A store with the same SIMs and as many orders, and an API key for it.
prepare_beside() {
  local program=$then settings=$work/then.toml server # the main server keeps running
  mkdir -p "$work/then"
  # Its own catalogue, whose words may be others.
  sed -E 's/per_month = [0-9_]+/per_month = 100000000/' "$then_folder"/config/catalog*.toml >"$work/then-catalogue.toml"
  sed 's/catalogue = "catalogue.toml"/catalogue = "then-catalogue.toml"/; s/\[payment_methods\]/['"$(payment_table)"']/' "$work/herlaad.toml" >"$settings"
  start_server "$work/then" "$beside_port"
  then_server=$server
  seed "$work/then"
  create_key "$work/then.key" "$work/then" topup:cash sim:read
  then_topups --requests "$present" --seconds 3600 --warmup 0
  then_topups --seconds 2 --warmup 0 --write-paths "$work/then.paths"
}

then_topups() { load --mode topup --key-file "$work/then.key" --msisdn-count "$sims" --port "$beside_port" "$@"; }

written() { awk '$1 == "write_bytes:" { print $2 }' "/proc/$1/io"; }

# one ROUND NAME PID KEYFILE PATHS PORT: its rates, and the bytes written for each top-up.
one() {
  local round=$1 name=$2 process=$3 key=$4 paths=$5 at=$6 before count
  before=$(written "$process")
  load --mode topup --key-file "$key" --msisdn-count "$sims" --port "$at" --seconds "$seconds" --warmup 0
  count=$(field answered <<<"$json")
  record "$round" "${name}_topup" "$(field rate <<<"$json")"
  record "$round" "${name}_bytes" "$(awk -v b="$before" -v a="$(written "$process")" -v n="$count" 'BEGIN { printf "%.0f", (a - b) / n }')"
  load --mode get --paths "$paths" --key-file "$key" --port "$at" --seconds "$seconds"
  record "$round" "${name}_get" "$(field rate <<<"$json")"
}

# beside_reads ROUND NAME KEYFILE PATHS PORT RATE: GETs at a fixed rate while top-ups are written at RATE.
beside_reads() {
  start_load "$work/beside.json" --mode topup --key-file "$3" --msisdn-count "$sims" --port "$5" --seconds "$((seconds + 1))" --rate "$6"
  load --mode get --paths "$4" --key-file "$3" --port "$5" --seconds "$seconds" --rate "$reads_a_second"
  record "$1" "$2_read_p50" "$(field p50 <<<"$json")"
  record "$1" "$2_read_p99" "$(field p99 <<<"$json")"
  await_load "$loading" "$work/beside.json"
  record "$1" "$2_topup_p99" "$(field p99 <<<"$json")"
}

beside_rounds() {
  local round half
  prepare_beside
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: top-ups and GETs, now and then"
    one "$round" now "$now_server" "$work/key" "$work/paths" "$port"
    one "$round" then "$then_server" "$work/then.key" "$work/then.paths" "$beside_port"
    # The same rate for both, so that their latencies are comparable.
    half=$(awk -F '\t' '$2 == "then_topup" { rate = $3 } END { printf "%.0f", rate / 2 }' "$work/rounds.tsv")
    beside_reads "$round" now "$work/key" "$work/paths" "$port" "$half"
    beside_reads "$round" then "$work/then.key" "$work/then.paths" "$beside_port" "$half"
  done
  record 1 now_memory "$(memory_mb "$now_server" VmHWM)"
  record 1 then_memory "$(memory_mb "$then_server" VmHWM)"
  stop_server "$then_server"
}
