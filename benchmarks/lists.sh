# The benchmark of bank statements: how fast they are read beside the least that reading takes, and a whole import into SQLite.
# Lines are movements: three records of CODA, one entry of camt.053. To be sourced after benchmarks/run.sh.

list_sizes=(few some many) # the last one has no suffix in the names of its figures

lists() {
  local kind size round last=$((rounds < 3 ? rounds : 3))
  mkdir -p "$work/lists"
  say "writing bank statements of ${list_lines[*]} lines"
  for kind in coda camt; do
    for size in 0 1 2; do
      logged lists.log "$bin/bank_lists" write --kind "$kind" --lines "${list_lines[size]}" "$(list_file "$kind" "$size")"
    done
  done
  for ((round = 1; round <= last; round++)); do
    say "round $round of $last: reading ${list_lines[*]} lines of CODA and camt.053"
    read_lists "$round" coda lines
    read_lists "$round" camt xml
  done
  import_list 1 1 _some
  import_list 1 2 ''
  rm -rf "$work/lists"
}

# list_file KIND SIZE
list_file() { echo "$work/lists/${list_sizes[$2]}.$1"; }

# read_lists ROUND KIND WAY: WAY is how the bare reader reads it.
read_lists() {
  local size
  json=$("$bin/bare_read" "$3" "$(list_file "$2" 2)") || fail "exit code $? of: bare_read $3"
  record "$1" "$2_bare" "$(field mb_per_s <<<"$json")"
  for size in 0 1 2; do
    measured read "$(list_file "$2" "$size")"
    ((size == 2)) || record "$1" "$2_memory_${list_sizes[size]}" "$(megabytes)"
  done
  record "$1" "$2" "$(field mb_per_s <<<"$json")"
  record "$1" "$2_cpu" "$(field cpu_us <<<"$json")"
  record "$1" "$2_memory" "$(megabytes)"
}

# measured ARG...: what bank_lists prints goes to $json.
measured() {
  json=$("$bin/bank_lists" "$@" 2>>"$work/lists.log") || fail "exit code $? of: bank_lists $*
$(tail_of "$work/lists.log" "$work/server.log")"
}

# Of the program that was measured last.
megabytes() { awk -v kb="$(field peak_kb <<<"$json")" 'BEGIN { printf "%.1f", kb / 1024 }'; }

# import_list ROUND SIZE SUFFIX: a statement that the books agree with, into a store of its own, while nothing else is done there.
import_list() {
  local first=$server list_port=$((port + 2)) lines=${list_lines[$2]}
  say "importing and comparing $lines lines of CODA"
  start_server "$work/lists/data" "$list_port"
  stop_server "$server"
  logged lists.log "$bin/bank_lists" plant --lines "$lines" "$work/lists/data"
  start_server "$work/lists/data" "$list_port"
  measured run "$program" reconcile import "$(list_file coda "$2")" --account BE68539007547034 --data "$work/lists/data" --config "$settings" --json
  [[ $json == *"\"matched\":$lines"* ]] || fail "the books do not agree with the statement: $json"
  json=$(tail -n 1 <<<"$json")
  record "$1" "import$3" "$(awk -v n="$lines" -v s="$(field seconds <<<"$json")" 'BEGIN { printf "%.0f", n / s }')"
  record "$1" "import_memory$3" "$(megabytes)"
  record "$1" "import_server$3" "$(memory_mb "$server" VmHWM)"
  stop_server "$server"
  server=$first
  rm -rf "$work/lists/data"
}
