#!/usr/bin/env bash
# openapi_generator.sh FOLDER: generates the Java client of openapi-generator in FOLDER and compiles it. Skipped (77) with a
# message if there is no JDK or Maven.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?which folder?}
generator=org.openapitools:openapi-generator-cli:7.17.0
for tool in java javac mvn; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: the Java client needs $tool (apt-get install default-jdk-headless maven)" >&2; exit 77; }
done
mkdir -p "$out"
jar=$out/generator/openapi-generator-cli-7.17.0.jar
if [[ ! -f $jar ]]; then
  mvn --batch-mode --quiet dependency:copy -Dartifact=$generator -DoutputDirectory="$out/generator" ||
    { echo "SKIPPED: $generator cannot be fetched" >&2; exit 77; }
fi
rm -rf "$out/client"
java -jar "$jar" generate --generator-name java --library native --input-spec "$here/../../api/openapi.yaml" --output "$out/client" \
  --additional-properties=hideGenerationTimestamp=true,openApiNullable=false --global-property apiTests=false,modelTests=false,apiDocs=false,modelDocs=false \
  >"$out/generate.log" 2>&1 || { cat "$out/generate.log" >&2; exit 1; }
if grep -E "ERROR|\[error\]" "$out/generate.log" >&2; then exit 1; fi
(cd "$out/client" && mvn --batch-mode --quiet compile -Dmaven.test.skip=true)
echo "The Java client of $generator is made and compiles."
