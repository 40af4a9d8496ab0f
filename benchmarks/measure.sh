# Starts, loads and observes the programs that ./bench measures. To be sourced once the sizes ($work and others) and $bin are known.
# Every result becomes a line "round <TAB> name <TAB> value" of $work/rounds.tsv, which benchmarks/table.awk evaluates.
# No step may fail silently: `logged` says what failed with the last lines of its log, `record` refuses what is no figure, and a
# trap says the same of any other command. All of them end the run.

export HERLAAD_BENCH_SECRET='of a gateway that is never reached'

# Stops only what this script started and is still running.
stop_all() {
  local pid
  for pid in $(jobs -rp); do kill "$pid" 2>/dev/null || true; done
  wait || true
}

# tail_of FILE...: the last lines of each that is there.
tail_of() {
  local log
  for log in "$@"; do
    if [[ -s $log ]]; then printf -- '--- the end of %s:\n%s\n' "${log##*/}" "$(tail -n 5 "$log")"; fi
  done
}

# logged LOG COMMAND...: its output goes to $work/LOG.
logged() {
  local log=$work/$1 status=0
  shift
  "$@" >>"$log" 2>&1 || status=$?
  ((status == 0)) || fail "exit code $status of: $*
$(tail_of "$log")"
}

# Called for every command that fails where nothing expects it. What failed inside $(...) or (...) fails once more outside.
unexpected() {
  ((BASH_SUBSHELL == 0)) || return 0
  fail "exit code $1 of the command or pipe that ends with: $2 (${3#"$herlaad_root/"}, line $4)
$(tail_of "$work"/*.log)"
}
set -E
trap 'unexpected "$?" "$BASH_COMMAND" "${BASH_SOURCE[0]:-}" "$LINENO"' ERR

# record ROUND NAME VALUE
record() {
  [[ $3 =~ ^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$ ]] || fail "no figure for $2 in round $1, but '$3'
$(tail_of "$work"/*.log)"
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$work/rounds.tsv"
}

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
    kill -0 "$2" 2>/dev/null || fail "the server ended
$(tail_of "$work/server.log")"
    awk -v b="$begun" -v n="$EPOCHREALTIME" -v max="$3" 'BEGIN { exit n - b > max ? 1 : 0 }' ||
      fail "the server was not ready after $3 s
$(tail_of "$work/server.log")"
    sleep 0.02
  done
  ready_s=$(awk -v b="$begun" -v n="$EPOCHREALTIME" 'BEGIN { printf "%.3f", n - b }')
}

# The program under test, with the settings of this benchmark.
program=$bin/herlaad
settings=$work/herlaad.toml
herlaad() { "$program" "$@" --config "$settings"; }

# seed DIR: the same SIMs in every store.
seed() { logged server.log herlaad sim seed --first +32470000000 --count "$sims" --operator proximus --data "$1"; }

# create_key FILE DIR SCOPE...
create_key() {
  local file=$1 dir=$2 scope scopes=()
  shift 2
  for scope in "$@"; do scopes+=(--scope "$scope"); done
  herlaad key create "${scopes[@]}" --json --data "$dir" 2>>"$work/server.log" | sed -n 's/.*"key": *"\([^"]*\)".*/\1/p' >"$file" ||
    fail "no API key was created
$(tail_of "$work/server.log")"
  [[ -s $file ]] || fail "herlaad key create --json printed no key
$(tail_of "$work/server.log")"
}

# What is started so ends with this script, even if that is killed.
with_us=(setpriv --pdeathsig TERM --)

# start_server DIR PORT: its process id goes to $server.
start_server() {
  "${with_us[@]}" "$program" serve --data "$1" --port "$2" --config "$settings" >>"$work/server.log" 2>&1 &
  server=$!
  wait_ready "$2" "$server" 60
}

stop_server() {
  kill "$1" && wait "$1" || fail "the server did not end well
$(tail_of "$work/server.log")"
}

# load ARG...: its JSON goes to $json. A failed or lost request makes the results worthless, so it aborts.
load() {
  json=$("$bin/load" "$@") || fail "exit code $? of: load $*
$(tail_of "$work/server.log")"
  all_answered "load $*"
}

# start_load FILE ARG...: in the background; its process id goes to $loading.
start_load() {
  local file=$1
  shift
  "$bin/load" "$@" >"$file" &
  loading=$!
}

# await_load PID FILE: its JSON goes to $json.
await_load() {
  wait "$1" || fail "exit code $? of a load in the background
$(tail_of "$work/server.log")"
  json=$(<"$2")
  all_answered "a load in the background"
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

# CPU time of a process, all threads, in clock ticks.
process_ticks() {
  local rest
  rest=$(<"/proc/$1/stat")
  set -- ${rest##*) }
  echo $((${12} + ${13}))
}

# cpu_us BEFORE AFTER COUNT: microseconds of CPU for each of as many.
cpu_us() { awk -v hz="$(getconf CLK_TCK)" -v t="$(($2 - $1))" -v n="$3" 'BEGIN { printf "%.1f", t * 1e6 / hz / n }'; }

# busiest PID BEFORE SECONDS: the two busiest threads since BEFORE, as "name 97 %, name 60 %".
busiest() {
  { printf '%s\n--\n' "$2" && thread_ticks "$1"; } |
    awk -v hz="$(getconf CLK_TCK)" -v s="$3" '
      $0 == "--" { after = 1; next }
      !after { before[$1] = $NF; next }
      { split($0, part, "/"); name = part[2]; sub(/ [0-9]+$/, "", name)
        printf "%d %s\n", ($NF - before[$1]) * 100 / hz / s + 0.5, name }' |
    sort -rn | awk 'NR <= 2 { share = $1; $1 = ""; printf "%s%s %s %%", sep, substr($0, 2), share; sep = ", " }'
}

memory_kb() { awk -v f="$2:" '$1 == f { print $2 }' "/proc/$1/status"; }
memory_mb() { awk -v f="$2:" '$1 == f { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
