#!/usr/bin/env bash
# npm 9.2.0 (Debian 12's) cannot replace a package by an alias in `overrides`: `npm ci` ends with EUSAGE, "can only install with an existing
# package-lock.json", though it is there and right, and `npm install` with "Invalid comparator". npm 10.9.4 and 11.6.2 take both files as
# they are. Exits 0 while true. Needs Node.js 20 or newer.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export npm_config_audit=false npm_config_fund=false npm_config_ignore_scripts=true npm_config_update_notifier=false npm_config_cache=$work/cache
for version in 9.2.0 10.9.4 11.6.2; do npm install --silent --prefix "npm-$version" "npm@$version"; done
with() { node "$work/npm-$1/node_modules/npm/bin/npm-cli.js" "${@:2}"; }

mkdir project && cd project
cat >package.json <<'JSON'
{ "name": "overridden", "private": true, "dependencies": { "fill-range": "7.1.1" }, "overrides": { "to-regex-range": "npm:is-number@7.0.0" } }
JSON
with 11.6.2 install --package-lock-only --silent

for version in 11.6.2 10.9.4; do
  rm -rf node_modules
  with "$version" ci --silent
  echo "npm $version ci: to-regex-range is $(node -p 'require("./node_modules/to-regex-range/package.json").name')"
  grep -q '"name": "is-number"' node_modules/to-regex-range/package.json
done
for command in ci install; do
  rm -rf node_modules
  ended=0
  with 9.2.0 "$command" >"$work/$command" 2>&1 || ended=$?
  echo "npm 9.2.0 $command: exit code $ended" && grep -e "code EUSAGE" -e "can only install" -e "Invalid comparator" "$work/$command"
  [[ $ended != 0 ]]
done
grep -q "EUSAGE" "$work/ci" && grep -q "Invalid comparator: npm:is-number@7.0.0" "$work/install"
