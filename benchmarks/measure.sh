# Starts, loads and observes the programs that ./bench measures. To be sourced after tools/setup.sh.
# Every result becomes a line "round <TAB> name <TAB> value" of $work/rounds.tsv, which benchmarks/table.awk evaluates.

bin=$herlaad_root/build/bench/bin
work=$herlaad_root/build/bench/work
export HERLAAD_BENCH_SECRET='of a gateway that is never reached'
sims=1000000
reads_a_second=3000
pids=()

# Stops only what this script started.
stop_all() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  pids=()
}

record() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$work/rounds.tsv"; }

# field NAME: the number of that name in a line of JSON.
field() { sed -n "s/.*\"$1\":\\(-\\{0,1\\}[0-9.e+-]*\\).*/\\1/p"; }

# True if the status of GET /health/ready is 200. One connection, no program started.
is_ready() {
  local line=''
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  IFS= read -r -t 2 line <&3 || true
  exec 3>&-
  [[ $line == 'HTTP/1.1 200'* ]]
}

# wait_ready PORT PID SECONDS: the time it took, in seconds, goes to $ready_s.
wait_ready() {
  local begun=$EPOCHREALTIME
  until is_ready "$1"; do
    kill -0 "$2" 2>/dev/null || fail "the server ended: $(tail -n 3 "$work/server.log")"
    awk -v b="$begun" -v n="$EPOCHREALTIME" -v max="$3" 'BEGIN { exit n - b > max ? 1 : 0 }' ||
      fail "the server was not ready after $3 s"
    sleep 0.02
  done
  ready_s=$(awk -v b="$begun" -v n="$EPOCHREALTIME" 'BEGIN { printf "%.3f", n - b }')
}

# The program under test, with the settings of this benchmark.
program=$bin/herlaad
settings=$work/herlaad.toml
herlaad() { "$program" "$@" --config "$settings"; }

# start_server DIR PORT: its process id goes to $server.
start_server() {
  "$program" serve --data "$1" --port "$2" --config "$settings" >>"$work/server.log" 2>&1 &
  server=$!
  pids+=("$server")
  wait_ready "$2" "$server" 60
}

stop_server() {
  kill "$1"
  wait "$1" || fail "the server did not end well: $(tail -n 3 "$work/server.log")"
}

# load ARG...: its JSON goes to $json. A failed or lost request makes the results worthless, so it aborts.
load() {
  json=$("$bin/load" "$@")
  all_answered "load $*"
}

all_answered() {
  [[ $json == *'"failed":{}'* && $json == *'"broken":0,'* && $json == *'"unanswered":0'* ]] || fail "requests failed ($1): $json"
}

topups() { load --mode topup --key-file "$work/key" --msisdn-count "$sims" "$@"; }

# CPU time of each thread of a process, in clock ticks: "name ticks" on each line.
thread_ticks() {
  local stat name rest
  for stat in /proc/"$1"/task/*/stat; do
    rest=$(<"$stat") || continue
    name=${rest#*(}
    set -- "$1" ${rest##*) }
    printf '%s/%s %s\n' "$(basename "$(dirname "$stat")")" "${name%)*}" $((${13} + ${14}))
  done
}

# busiest PID BEFORE SECONDS: the two busiest threads since BEFORE, as "name 97 %, name 60 %".
busiest() {
  { printf '%s\n--\n' "$2" && thread_ticks "$1"; } |
    awk -v hz="$(getconf CLK_TCK)" -v s="$3" '
      $0 == "--" { after = 1; next }
      !after { before[$1] = $NF; next }
      { split($0, part, "/"); name = part[2]; sub(/ [0-9]+$/, "", name)
        printf "%d %s\n", ($NF - before[$1]) * 100 / hz / s + 0.5, name }' |
    sort -rn | head -n 2 | awk '{ share = $1; $1 = ""; printf "%s%s %s %%", sep, substr($0, 2), share; sep = ", " }'
}

memory_kb() { awk -v f="$2:" '$1 == f { print $2 }' "/proc/$1/status"; }
memory_mb() { awk -v f="$2:" '$1 == f { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
