#!/usr/bin/env bash
# openapi-typescript 7.13.0 types a body of `format: binary` as `string`; @hey-api/openapi-ts 0.80.0 types the same as `Blob | File`,
# and does so without the format too. So a client of the first must say how it reads the body (openapi-fetch: parseAs). Exits 0 while true.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >api.yaml <<'YAML'
openapi: 3.1.0
info: { title: Files, version: "1" }
paths:
  /marked:
    get:
      operationId: marked
      responses: { '200': { description: A file., content: { application/pdf: { schema: { type: string, format: binary } } } } }
  /unmarked:
    get:
      operationId: unmarked
      responses: { '200': { description: A file., content: { application/pdf: { schema: { type: string } } } } }
YAML
npm install --silent --ignore-scripts --no-audit --no-fund openapi-typescript@7.13.0 @hey-api/openapi-ts@0.80.0 typescript@5.9.3
node node_modules/openapi-typescript/bin/cli.js api.yaml -o types.d.ts >/dev/null 2>&1
node node_modules/@hey-api/openapi-ts/bin/index.cjs -i api.yaml -o hey -c @hey-api/client-fetch >/dev/null
echo "openapi-typescript:" && grep -n '"application/pdf"' types.d.ts
echo "@hey-api/openapi-ts:" && grep -n '200:' hey/types.gen.ts
[[ $(grep -c '"application/pdf": string;' types.d.ts) == 2 && $(grep -c '200: Blob | File;' hey/types.gen.ts) == 2 ]]
