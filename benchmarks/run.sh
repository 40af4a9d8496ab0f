# What ./bench does once everything is built. To be sourced after benchmarks/measure.sh.
#
# Loads one program at a time for a few seconds, alternating round after round, so that a slow minute of the machine
# affects all of them.

threads= # the busiest while taking top-ups

# The built-in catalogue with one change: 5 million top-ups of 1 million numbers would reach the month's limit of some
# numbers. The limit is still checked and counted.
write_settings() {
  sed -E 's/per_month = [0-9_]+/per_month = 100000000/' "$herlaad_root/config/catalogue.toml" >"$work/catalogue.toml"
  # The gateway is never reached: outbox workers are held while orders wait for their payment.
  cat >"$work/herlaad.toml" <<'TOML'
[data]
catalogue = "catalogue.toml"
[limits]
connections_per_peer = 4096
followers_per_peer = 3000
requests_at_once = 1000000
requests_per_minute = 1000000
[[gateway]]
id = "bank"
kind = "sandbox_bank"
base_url = "http://127.0.0.1:9/sandbox/bank"
secret_env = "HERLAAD_BENCH_SECRET"
[payment_methods]
card = "bank"
TOML
}

prepare() {
  say "preparing $sims SIMs and $present orders, here and in the bare loop"
  rm -rf "$work"
  mkdir -p "$work/small"
  write_settings
  "$bin/bare_loop" --file "$work/bare.db" --sims "$sims" --present "$present" --seconds 0
  "${with_us[@]}" "$bin/empty_endpoint" --port 0 >"$work/empty.port" 2>"$work/empty.log" &
  until [[ -s $work/empty.port ]]; do
    kill -0 $! 2>/dev/null || fail "the empty endpoint ended
$(tail_of "$work/empty.log")"
    sleep 0.05
  done
  empty_port=$(<"$work/empty.port")
  start_server "$work/small" "$port"
  seed "$work/small"
  create_key "$work/key" "$work/small" topup:cash sim:read
  grow "$present" "$port"
  topups --port "$port" --seconds 2 --warmup 0 --write-paths "$work/paths"
}

# grow COUNT PORT: places as many top-ups, as fast as they are answered.
grow() { topups --port "$2" --requests "$1" --seconds 3600 --warmup 0; }

first_rounds() {
  local round before
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: bare loop, empty POST, top-ups, a hundred in a request, empty GET, GET an order"
    json=$("$bin/bare_loop" --file "$work/bare.db" --seconds "$seconds")
    record "$round" bare "$(field rate <<<"$json")"
    load --port "$empty_port" --mode empty-post --seconds "$seconds"
    record "$round" empty_post "$(field rate <<<"$json")"
    before=$(thread_ticks "$server")
    topups --port "$port" --seconds "$seconds"
    record "$round" topup "$(field rate <<<"$json")"
    threads=$(busiest "$server" "$before" "$((seconds + 1))")
    load --port "$port" --mode batch --connections 8 --batch 100 --key-file "$work/key" --msisdn-count "$sims" --seconds "$seconds"
    record "$round" batch "$(field rate <<<"$json")"
    load --port "$empty_port" --mode empty-get --path /v1/topups/tu_0d3m9k2v7x8q1r --key-file "$work/key" --seconds "$seconds"
    record "$round" empty_get "$(field rate <<<"$json")"
    load --port "$port" --mode empty-get --path /nl/ --seconds "$seconds"
    record "$round" static "$(field rate <<<"$json")"
    load --port "$port" --mode get --paths "$work/paths" --key-file "$work/key" --seconds "$seconds"
    record "$round" get "$(field rate <<<"$json")"
  done
}

half_the_peak() {
  local round half
  half=$(awk -F '\t' '$2 == "topup" { print $3 }' "$work/rounds.tsv" | sort -n |
    awk '{ v[NR] = $1 } END { printf "%.0f", v[int((NR + 1) / 2)] / 2 }')
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: latencies at $half top-ups/s, alone and beside $reads_a_second reads/s"
    topups --port "$port" --seconds "$seconds" --rate "$half"
    record "$round" p50 "$(field p50 <<<"$json")"
    record "$round" p99 "$(field p99 <<<"$json")"
    record "$round" p999 "$(field p999 <<<"$json")"
    mixed "$round" "$half" "$(field p99 <<<"$json")"
  done
  record 1 memory "$(memory_mb "$server" VmHWM)"
}

# mixed ROUND RATE P99: reads while top-ups are written at RATE, whose p99 is P99 without reads. Reads are sent at a fixed
# rate whatever became of the previous ones.
mixed() {
  local p99
  start_load "$work/beside.json" --port "$port" --mode topup --key-file "$work/key" --msisdn-count "$sims" --seconds "$((seconds + 1))" --rate "$2"
  load --port "$port" --mode get --paths "$work/paths" --key-file "$work/key" --seconds "$seconds" --rate "$reads_a_second"
  record "$1" read_beside_p50 "$(field p50 <<<"$json")"
  record "$1" read_beside_p99 "$(field p99 <<<"$json")"
  await_load "$loading" "$work/beside.json"
  p99=$(field p99 <<<"$json")
  record "$1" topup_beside_p50 "$(field p50 <<<"$json")"
  record "$1" topup_beside_p99 "$p99"
  record "$1" topup_beside_more "$(awk -v beside="$p99" -v alone="$3" 'BEGIN { print beside - alone }')"
}

# 2,000 clients follow their order while others top up. The orders are unpaid both times, so that only the pages differ.
open_pages() {
  local round empty line
  logged server.log herlaad hold --data "$work/small"
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: top-ups without and with $pages open pages"
    start_pages "$((32470000000 + sims / 100 * round))"
    IFS= read -r line <&"$from_pages" && [[ $line == placed ]] || fail "the orders to be looked at were not placed"
    topups --port "$port" --seconds "$seconds"
    record "$round" topup_alone "$(field rate <<<"$json")"
    empty=$(memory_kb "$server" VmRSS)
    echo >&"$to_pages"
    IFS= read -r line <&"$from_pages" && [[ $line == ready ]] || fail "the pages were not told how their orders are"
    # Later rounds reuse the memory of the earlier pages.
    ((round > 1)) || record "$round" pages_memory "$(awk -v a="$empty" -v b="$(memory_kb "$server" VmRSS)" 'BEGIN { printf "%.1f", (b - a) / 1024 }')"
    topups --port "$port" --seconds "$seconds"
    record "$round" topup_watched "$(field rate <<<"$json")"
    close_pages
  done
}

# start_pages MSISDN: open_pages with descriptors of our own: bash forgets those of a coprocess, and its process id, when it ends.
start_pages() {
  coproc PAGES { exec "$bin/open_pages" --port "$port" --pages "$pages" --msisdn-first "$1"; }
  pages_process=$PAGES_PID
  exec {from_pages}<&"${PAGES[0]}" {to_pages}>&"${PAGES[1]}" {PAGES[0]}<&- {PAGES[1]}>&-
}

close_pages() {
  local line
  exec {to_pages}>&-
  IFS= read -r line <&"$from_pages" || line=
  exec {from_pages}<&-
  [[ $line == *"\"told\":$pages,\"lost\":0,"* ]] || fail "pages were lost: $line"
  wait "$pages_process" || fail "exit code $? of open_pages"
}

# In Chromium, over the network of an average phone.
first_visits() {
  local round said
  # The number that is typed there, where it is not among the others; a SIM that is there stays as it is.
  logged server.log herlaad sim seed --first +32470123456 --operator proximus --data "$work/small"
  for ((round = 1; round <= rounds; round++)); do
    said=$(node "$herlaad_root/web/tools/first_visit.mjs" "http://localhost:$port") || fail "no first visit: $said"
    record "$round" visit_kb "$(field kilobytes <<<"$said")"
    record "$round" visit_s "$(field interactive_s <<<"$said")"
    record "$round" visit_moved "$(field layout_shift <<<"$said")"
  done
}

# CPU time of drawing and signing one receipt, in ms.
receipts() {
  local round
  for ((round = 1; round <= rounds; round++)); do
    json=$("$bin/receipts_bench" --benchmark_filter=BM_Draw/pdf_nl --benchmark_format=json 2>>"$work/receipts.log")
    record "$round" receipt_pdf "$(sed -n 's/.*"cpu_time": *\([0-9.e+-]*\).*/\1/p' <<<"$json")"
  done
}

# Card orders at the stand-in for Stripe, beside cash at the same server; and Stripe's webhooks.
card_orders() {
  local round before stripe_port=$((port + 3)) cards_port=$((port + 2)) first=$server plain=$settings stand_in
  mkdir -p "$work/cards"
  settings=$work/cards.toml
  sed '/^\[\[gateway\]\]/,$d' "$work/herlaad.toml" >"$settings"
  cat >>"$settings" <<TOML
[server]
metrics_listen = "127.0.0.1:$((port + 4))"
[[gateway]]
id = "stripe"
kind = "stripe_test"
base_url = "http://127.0.0.1:$stripe_port"
secret_key_env = "HERLAAD_BENCH_STRIPE_KEY"
webhook_secret_env = "HERLAAD_BENCH_STRIPE_WEBHOOK"
[payment_methods]
card = "stripe"
TOML
  export HERLAAD_BENCH_STRIPE_KEY=sk_test_herlaad_demo HERLAAD_BENCH_STRIPE_WEBHOOK=whsec_herlaad_demo
  "${with_us[@]}" "$program" sandbox --data "$work/stand_in" --port 0 --stripe-port "$stripe_port" \
    --stripe-webhook "http://127.0.0.1:$cards_port/v1/callbacks/stripe" >>"$work/sandbox.log" 2>&1 &
  stand_in=$!
  start_server "$work/cards" "$cards_port"
  seed "$work/cards"
  create_key "$work/cards.key" "$work/cards" topup:cash topup:read
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: cash, card orders of $payers payers at the stand-in for Stripe, webhooks"
    before=$(process_ticks "$server")
    load --mode topup --key-file "$work/cards.key" --msisdn-count "$sims" --port "$cards_port" --seconds "$seconds" --warmup 0
    record "$round" cash_cpu "$(cpu_us "$before" "$(process_ticks "$server")" "$(field answered <<<"$json")")"
    record "$round" cash_beside_webhooks "$(field rate <<<"$json")"
    before=$(process_ticks "$server")
    cards --seconds "$seconds"
    record "$round" card_cpu "$(cpu_us "$before" "$(process_ticks "$server")" "$(field orders <<<"$json")")"
    record "$round" card_rate "$(field rate <<<"$json")"
    cards --webhooks "$webhooks" --webhook-secret whsec_herlaad_demo --write-webhooks "$work/webhooks"
    # The connections that wait for their answer at the end need events of their own.
    load --mode each --bodies "$work/webhooks" --path /v1/callbacks/stripe --port "$cards_port" \
      --requests $((webhooks - 64)) --seconds 3600 --warmup 0
    record "$round" webhook_rate "$(field rate <<<"$json")"
  done
  watched_payments
  stop_server "$server"
  kill "$stand_in" && wait "$stand_in" || true
  server=$first
  settings=$plain
}

# Payers who leave the payment page open: how often the gateway is asked about them in a second, and the server's memory.
watched_payments() {
  local opened asked before again=20
  $smoke && again=2
  say "opening $watched payments, then counting questions about them for $again s"
  opened=$(attempts open_payment)
  cards --webhooks "$watched" --webhook-secret whsec_herlaad_demo --write-webhooks /dev/null
  until (($(attempts open_payment) - opened >= watched)); do
    kill -0 "$server" || fail "the server ended"
    sleep 0.2
  done
  before=$(attempts watch_payment)
  asked=$EPOCHREALTIME
  sleep "$again"
  record 1 watch_rate "$(awk -v n="$(($(attempts watch_payment) - before))" -v s="$asked" -v e="$EPOCHREALTIME" 'BEGIN { printf "%.1f", n / (e - s) }')"
  record 1 watch_memory "$(memory_mb "$server" VmHWM)"
}

# attempts PURPOSE: outbox attempts since the server with cards started.
attempts() {
  curl -sS --fail-with-body "http://127.0.0.1:$((port + 4))/metrics" |
    awk -v of="purpose=\"$1\"" '/^herlaad_outbox_attempts_total/ && index($0, of) { n += $NF } END { print n + 0 }'
}

# cards ARG...: its JSON goes to $json.
cards() {
  json=$("$bin/card_orders" --port "$((port + 2))" --key-file "$work/cards.key" --payers "$payers" --msisdn-count "$sims" "$@" 2>>"$work/cards.log") ||
    fail "exit code $? of: card_orders $*
$(tail_of "$work/cards.log" "$work/server.log" "$work/sandbox.log")"
}

# The server of the start and the one with 5 million orders alternate too.
five_million() {
  local round large small_port=$port large_port=$((port + 1))
  stop_server "$server"
  cp -r "$work/small" "$work/large"
  start_server "$work/large" "$large_port"
  large=$server
  say "adding orders up to $many"
  grow $((many - present)) "$large_port"
  start_server "$work/small" "$small_port"
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: top-ups at the start and with $many orders"
    topups --port "$small_port" --seconds "$seconds"
    record "$round" late_small "$(field rate <<<"$json")"
    topups --port "$large_port" --seconds "$seconds"
    record "$round" late_large "$(field rate <<<"$json")"
  done
  record 1 memory_large "$(memory_mb "$large" VmHWM)"
  stop_server "$large"
  for round in 1 2 3; do
    start_server "$work/large" "$large_port"
    record "$round" startup "$ready_s"
    stop_server "$server"
  done
}

report() {
  local folder=$results at
  at=$(date -u +%Y-%m-%dT%H%M%SZ)
  echo
  awk -f "$herlaad_root/benchmarks/table.awk" -v json="$folder/results.json" -v at="$at" -v cores="$(nproc)" \
    -v commit="$(git -C "$herlaad_root" rev-parse --short HEAD 2>/dev/null || echo unknown)" -v threads="$threads" \
    -v cpu="$(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo)" -v complete="$complete" "$work/rounds.tsv"
  cp "$folder/results.json" "$folder/results-$at.json"
  cp "$work/rounds.tsv" "$folder/rounds-$at.tsv"
  echo
  echo "64 connections, $rounds rounds of $seconds s, $sims SIMs, $present orders present at the start; SQLite, synchronous=FULL."
  [[ -z $threads ]] || echo "Busiest threads while taking top-ups: $threads."
  if $smoke; then
    echo "These sizes are for trying the steps only; the figures mean nothing and are not kept."
    return
  fi
  echo "Kept in ${folder#"$herlaad_root/"}/results-$at.json; every round in ${folder#"$herlaad_root/"}/rounds-$at.tsv."
}
