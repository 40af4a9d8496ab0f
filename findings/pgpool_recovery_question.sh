#!/usr/bin/env bash
# pgpool 4.3.5 that spreads reads (load_balance_mode) over a primary and its standby sends `SELECT pg_is_in_recovery()` to the primary always,
# but balances `SELECT current_setting('in_hot_standby')` as it does any read: it chooses a server for each session, by chance, and stays with it.
# So the first never finds out that reads go to a standby, and the second only with several sessions. Exits 0 while true. As root; Debian's
# packages pgpool2 and postgresql-15, and nothing else.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
work=$(mktemp -d)
chown postgres "$work"
as_postgres() { runuser -u postgres -- "$@"; }
pooler=
end() {
  [[ -z $pooler ]] || { kill -INT "$pooler" && wait "$pooler"; } 2>/dev/null || true
  for server in standby primary; do as_postgres "$bin/pg_ctl" -D "$work/$server" -m immediate stop >/dev/null 2>&1 || true; done
  rm -rf "$work"
}
trap end EXIT
cd "$work"
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
primary=$(free_port) standby=$(free_port) pool=$(free_port) pcp=$(free_port)
start() { as_postgres "$bin/pg_ctl" -D "$work/$1" -w -l "$work/$1.log" -o "-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work" start >/dev/null; }

as_postgres "$bin/initdb" -D "$work/primary" -A trust >/dev/null
start primary "$primary"
as_postgres "$bin/pg_basebackup" -h 127.0.0.1 -p "$primary" -D "$work/standby" -R -c fast
start standby "$standby"

cat >pgpool.conf <<CONF
backend_clustering_mode = 'streaming_replication'
load_balance_mode = on
listen_addresses = '127.0.0.1'
port = $pool
pcp_port = $pcp
unix_socket_directories = '$work'
pcp_socket_dir = '$work'
logdir = '$work'
pid_file_name = '$work/pid'
sr_check_user = 'postgres'
sr_check_database = 'postgres'
enable_pool_hba = off
backend_hostname0 = '127.0.0.1'
backend_port0 = $primary
backend_weight0 = 1
backend_hostname1 = '127.0.0.1'
backend_port1 = $standby
backend_weight1 = 1
CONF
touch pcp.conf pool_hba.conf pool_passwd
chmod 755 "$work" && chmod 644 ./*.conf pool_passwd
setpriv --reuid postgres --regid postgres --clear-groups /usr/sbin/pgpool -n -f "$work/pgpool.conf" -F "$work/pcp.conf" -a "$work/pool_hba.conf" >pool.log 2>&1 &
pooler=$!
/usr/sbin/pgpool --version 2>&1 | tee version
ask() { as_postgres psql -XAtq -h 127.0.0.1 -p "$pool" -d postgres "$@"; }
for ((tries = 0; tries < 150; ++tries)); do ask -c 'SELECT 1' >/dev/null 2>&1 && break || sleep 0.2; done

for ((session = 0; session < 30; ++session)); do
  ask -c "SELECT pg_is_in_recovery()" >>recovery
  ask -c "SELECT current_setting('in_hot_standby')" -c "SELECT current_setting('in_hot_standby')" -c "SELECT current_setting('in_hot_standby')" | sort -u | paste -sd+ >>standby_said
done
echo "pg_is_in_recovery(), of 30 sessions:" && sort recovery | uniq -c
echo "in_hot_standby, of 30 sessions that asked three times:" && sort standby_said | uniq -c
grep -q ' 4\.3\.5 ' version
[[ $(sort -u recovery) == f && $(sort -u standby_said) == $'off\non' ]]
