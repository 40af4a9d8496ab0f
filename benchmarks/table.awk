# Formats rounds.tsv (round, name, value) as the table, and as JSON with -v json=FILE.
# A value that has no line ends in an error; with -v complete=true a line without a value too, except those of an earlier revision.
# Ratios are computed within each round, so that a slow minute of the machine affects both sides.
BEGIN { FS = "\t" }
{ value[$2, $1] = $3; rounds[$2] = rounds[$2] " " $1 }

function sort(list, n,   i, j, t) {
  for (i = 2; i <= n; i++) {
    t = list[i]
    for (j = i - 1; j > 0 && list[j] > t; j--) list[j + 1] = list[j]
    list[j + 1] = t
  }
}
# Sets mid, low, high and n of a name, or of the ratio of two.
function summarise(name, below,   parts, k, i, list) {
  k = split(rounds[name], parts, " "); n = 0
  for (i = 1; i <= k; i++) {
    if (below == "") list[++n] = value[name, parts[i]] + 0
    else if ((below, parts[i]) in value && value[below, parts[i]] > 0)
      list[++n] = value[name, parts[i]] / value[below, parts[i]]
  }
  if (n == 0) return 0
  sort(list, n); low = list[1]; high = list[n]
  mid = n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  return 1
}
function line(what, name, below, format, aim, test,   met, range, goal, key) {
  used[name]
  if (below != "") used[below]
  if (!summarise(name, below)) {
    if (complete == "true" && name !~ /^(now|then)_/) wrong = wrong "\nno figure for: " what
    return
  }
  range = n > 1 ? sprintf(format " .. " format, low, high) : ""
  met = test == ">=" ? (mid >= aim) : (mid < aim)
  if (aim != "" && !met) missed++
  printf "%-46s %12s %22s %10s  %s\n", what, sprintf(format, mid), range, (aim == "" ? "" : test " " aim),
    (aim == "" ? "" : (met ? "met" : "MISSED"))
  key = name (below == "" ? "" : "_per_" below)
  goal = aim == "" ? "" : sprintf(",\"aim\":\"%s %s\",\"met\":%s", test, aim, (met ? "true" : "false"))
  entries = entries (entries == "" ? "" : ",\n") sprintf("    \"%s\":{\"median\":%.6g,\"min\":%.6g,\"max\":%.6g,\"rounds\":%d%s}",
    key, mid, low, high, n, goal)
}
END {
  printf "%-46s %12s %22s %10s\n", "", "median", "min .. max", "aim"
  line("bare loop, top-ups/s", "bare", "", "%.0f")
  line("empty POST, answers/s", "empty_post", "", "%.0f")
  line("top-ups/s over HTTP, answered when durable", "topup", "", "%.0f")
  line("  of the bare loop", "topup", "bare", "%.2f", 1.2, ">=")
  line("  of an empty POST", "topup", "empty_post", "%.2f", 0.5, ">=")
  line("top-ups/s, a hundred in a request", "batch", "", "%.0f")
  line("  of one in a request", "batch", "topup", "%.2f", 2, ">=")
  line("at half the peak: p50, ms", "p50", "", "%.2f")
  line("at half the peak: p99, ms", "p99", "", "%.2f", 15, "<")
  line("at half the peak: p99.9, ms", "p999", "", "%.2f")
  line("GETs of orders at 3,000/s meanwhile: p50, ms", "read_beside_p50", "", "%.2f")
  line("GETs of orders at 3,000/s meanwhile: p99, ms", "read_beside_p99", "", "%.2f", 1, "<")
  line("  top-ups beside them: p50, ms", "topup_beside_p50", "", "%.2f")
  line("  top-ups beside them: p99, ms", "topup_beside_p99", "", "%.2f")
  line("  their p99 above that alone, ms", "topup_beside_more", "", "%.2f", 2, "<")
  line("empty GET, answers/s", "empty_get", "", "%.0f")
  line("GET an order, answers/s", "get", "", "%.0f")
  line("  of an empty GET", "get", "empty_get", "%.2f", 0.8, ">=")
  line("GET a page of the web app, answers/s", "static", "", "%.0f")
  line("  of an empty GET", "static", "empty_get", "%.2f", 0.7, ">=")
  line("first visit, KB over the wire", "visit_kb", "", "%.1f", 80, "<")
  line("first visit over 3G: number typed, s", "visit_s", "", "%.2f", 3, "<")
  line("first visit: layout shift", "visit_moved", "", "%.3f", 0.001, "<")
  line("top-ups/s beside 2,000 orders nobody looks at", "topup_alone", "", "%.0f")
  line("top-ups/s while 2,000 pages follow them", "topup_watched", "", "%.0f")
  line("  of the line above", "topup_watched", "topup_alone", "%.2f", 0.95, ">=")
  line("memory of 2,000 open pages, MB", "pages_memory", "", "%.1f", 50, "<")
  line("a receipt as PDF, ms of CPU", "receipt_pdf", "", "%.1f", 20, "<")
  line("a cash top-up, us of CPU of the server", "cash_cpu", "", "%.0f")
  line("a card order at Stripe, us of CPU", "card_cpu", "", "%.0f")
  line("  of a cash top-up", "card_cpu", "cash_cpu", "%.2f", 3, "<")
  line("card orders/s, 64 payers", "card_rate", "", "%.0f")
  line("top-ups/s in cash, beside the next line", "cash_beside_webhooks", "", "%.0f")
  line("Stripe's webhooks/s, answered when durable", "webhook_rate", "", "%.0f")
  line("  of top-ups in cash", "webhook_rate", "cash_beside_webhooks", "%.2f", 1, ">=")
  line("100,000 open payments: questions a second", "watch_rate", "", "%.1f", 20.5, "<")
  line("  memory of the server, MB", "watch_memory", "", "%.0f", 300, "<")
  line("reading CODA, MB/s", "coda", "", "%.0f", 100, ">=")
  line("  of finding its lines and adding a column", "coda", "coda_bare", "%.2f")
  line("  a line, us of CPU", "coda_cpu", "", "%.2f")
  line("  memory, MB", "coda_memory", "", "%.1f")
  line("  memory of 1,000,000 lines, of 100,000", "coda_memory", "coda_memory_some", "%.2f", 1.2, "<")
  line("  memory of 1,000,000 lines, of 10,000", "coda_memory", "coda_memory_few", "%.2f", 1.2, "<")
  line("reading camt.053, MB/s", "camt", "", "%.0f", 40, ">=")
  line("  of Expat alone", "camt", "camt_bare", "%.2f")
  line("  a line, us of CPU", "camt_cpu", "", "%.2f")
  line("  memory, MB", "camt_memory", "", "%.1f")
  line("  memory of 1,000,000 lines, of 100,000", "camt_memory", "camt_memory_some", "%.2f", 1.2, "<")
  line("  memory of 1,000,000 lines, of 10,000", "camt_memory", "camt_memory_few", "%.2f", 1.2, "<")
  line("reconcile import, lines/s", "import", "", "%.0f")
  line("  of 100,000 lines", "import_some", "", "%.0f")
  line("  its memory, MB", "import_memory", "", "%.1f")
  line("  of that with 100,000 lines", "import_memory", "import_memory_some", "%.2f", 1.2, "<")
  line("  memory of the server, MB", "import_server", "", "%.0f", 300, "<")
  line("  of that with 100,000 lines", "import_server", "import_server_some", "%.2f")
  line("top-ups/s on SQLite, beside the next lines", "sqlite_beside", "", "%.0f")
  line("by hand on PostgreSQL: PL/pgSQL, 64 clients", "by_hand", "", "%.0f")
  line("  SQLite of by hand", "sqlite_beside", "by_hand", "%.2f", 6, ">=")
  line("top-ups/s on PostgreSQL, one node", "postgres", "", "%.0f")
  line("  of by hand", "postgres", "by_hand", "%.2f", 4, ">=")
  line("  p50, ms", "postgres_p50", "", "%.2f")
  line("  p99, ms", "postgres_p99", "", "%.2f")
  line("  a hundred in a request", "postgres_batch", "", "%.0f")
  line("  of one in a request", "postgres_batch", "postgres", "%.2f", 2, ">=")
  line("top-ups/s on PostgreSQL, two nodes", "postgres_two", "", "%.0f")
  line("  of one node", "postgres_two", "postgres", "%.2f", 1, ">=")
  line("top-ups/s at the start, beside the next line", "late_small", "", "%.0f")
  line("top-ups/s with 5 million orders", "late_large", "", "%.0f")
  line("  of the start", "late_large", "late_small", "%.2f", 0.9, ">=")
  line("start-up with 5 million orders, s", "startup", "", "%.2f", 3, "<")
  line("memory after 5 million orders, MB", "memory_large", "", "%.0f", 300, "<")
  line("top-ups/s, now", "now_topup", "", "%.0f")
  line("  of the earlier revision", "now_topup", "then_topup", "%.2f", 1, ">=")
  line("bytes written a top-up, now", "now_bytes", "", "%.0f")
  line("  of the earlier revision", "now_bytes", "then_bytes", "%.2f", 1.05, "<")
  line("GET an order, answers/s, now", "now_get", "", "%.0f")
  line("  of the earlier revision", "now_get", "then_get", "%.2f", 2, ">=")
  line("reads beside writes: p50, ms, now", "now_read_p50", "", "%.2f")
  line("reads beside writes: p99, ms, now", "now_read_p99", "", "%.2f", 1, "<")
  line("  p50 of the earlier revision, ms", "then_read_p50", "", "%.2f")
  line("  p99 of the earlier revision, ms", "then_read_p99", "", "%.2f")
  line("top-ups beside reads: p99, ms, now", "now_topup_p99", "", "%.2f")
  line("  of the earlier revision, ms", "then_topup_p99", "", "%.2f")
  line("memory, MB, now", "now_memory", "", "%.0f")
  line("  of the earlier revision, MB", "then_memory", "", "%.0f")
  line("memory after the first rounds, MB", "memory", "", "%.0f", 300, "<")
  if (json != "")
    printf "{\n  \"at\":\"%s\",\"commit\":\"%s\",\"cpu\":\"%s\",\"cores\":%d,\"missed\":%d,\n  \"busiest_threads\":\"%s\",\n  \"figures\":{\n%s\n  }\n}\n",
      at, commit, cpu, cores, missed, threads, entries > json
  for (name in rounds) if (!(name in used)) wrong = wrong "\nno line for: " name
  if (wrong != "") { print "error: the table is not complete" wrong > "/dev/stderr"; exit 1 }
}
