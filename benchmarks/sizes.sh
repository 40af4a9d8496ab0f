# How much ./bench does and where. Options of the command line come first. To be sourced after tools/setup.sh.

programs=(herlaad bare_loop load open_pages card_orders empty_endpoint receipts_bench bank_lists bare_read)

full_sizes() {
  work=$herlaad_root/build/bench/work
  results=$herlaad_root/build/bench # keeps the figures
  rounds=${rounds:-5}
  seconds=${seconds:-4}
  port=${port:-18080}
  sims=1000000
  present=500000 # orders before the first round
  many=5000000   # orders before the last rounds
  pages=2000     # open at once
  reads_a_second=3000
  payers=64
  webhooks=20000
  watched=100000 # open payments
  list_lines=(10000 100000 1000000) # of bank statements
  shared_buffers=1GB
  complete=false
}

# Every step once. Touches no folder and no port of another run.
smoke_sizes() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/herlaad-bench-XXXXXX")
  results=$work
  rounds=${rounds:-1}
  seconds=${seconds:-1}
  port=${port:-$(free_ports 6)}
  sims=20000
  present=1000
  many=3000
  pages=20
  reads_a_second=100
  payers=4
  webhooks=200
  watched=200
  list_lines=(2000 10000 20000)
  shared_buffers=64MB
  complete=true # the table must have all its lines
}

# free_ports COUNT: the first of as many neighbours that nothing listens on, below those that the system gives to clients.
free_ports() {
  local first at tries
  for ((tries = 0; tries < 100; tries++)); do
    first=$((20000 + RANDOM % 12000))
    for ((at = first; at < first + $1; at++)); do
      if (exec 3<>"/dev/tcp/127.0.0.1/$at") 2>/dev/null; then continue 2; fi
    done
    echo "$first"
    return
  done
  fail "there are no $1 free ports in a row"
}
