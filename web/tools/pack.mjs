// pack.mjs DIST OUT: packs the built pages for the program. OUT/web_files.bin holds each file plain and, where that is smaller,
// compressed by gzip and by brotli; OUT/web_files.cc says where in it each stands.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const [dist, out] = process.argv.slice(2)
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
}
const filesIn = (folder) =>
  readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}${entry.name}/`) : [`${folder}${entry.name}`],
  )
const names = filesIn('').sort()

const pieces = []
let length = 0
// Where `bytes` stand: offset and length.
function put(bytes) {
  const at = length
  pieces.push(bytes)
  length += bytes.length
  return `{${at}, ${bytes.length}}`
}
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
const worthwhile = (bytes, compressed) => put(compressed.length < bytes.length * 0.9 ? compressed : Buffer.alloc(0))

const rows = names.map((name) => {
  const type = types[extname(name)]
  if (type === undefined) throw new Error(`${name}: its type is not known`)
  const bytes = readFileSync(join(dist, name))
  const tag = createHash('sha256').update(bytes).digest('hex').slice(0, 20)
  const places = [put(bytes), worthwhile(bytes, gzipSync(bytes, { level: 9 })), worthwhile(bytes, brotli(bytes))]
  return `    {"${name}", "${type}", "${tag}", {${places.join(', ')}}},`
})

mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'web_files.bin'), Buffer.concat(pieces))
writeFileSync(
  join(out, 'web_files.cc'),
  `// Made by web/tools/pack.mjs.
#include "apps/herlaad/config/web_files.h"

__asm__(
    ".section .rodata\\n"
    ".balign 16\\n"
    "herlaad_web_files:\\n"
    ".incbin \\"${join(out, 'web_files.bin')}\\"\\n"
    ".previous\\n");
extern "C" const char herlaad_web_files[] __attribute__((visibility("hidden")));

namespace herlaad::app {
namespace {

struct Place {
  unsigned at;
  unsigned length;
};
struct Row {
  std::string_view name;
  std::string_view type;
  std::string_view tag;
  Place bodies[3];
};
constexpr Row kRows[] = {
${rows.join('\n')}
};

std::string_view BodyAt(const Place& place) { return {herlaad_web_files + place.at, place.length}; }

std::vector<http::WebFile> ReadRows() {
  std::vector<http::WebFile> files;
  for (const Row& row : kRows) {
    files.push_back({row.name, row.type, row.tag, BodyAt(row.bodies[0]), BodyAt(row.bodies[1]), BodyAt(row.bodies[2])});
  }
  return files;
}

}  // namespace

std::span<const http::WebFile> BuiltInWebFiles() {
  static const std::vector<http::WebFile> files = ReadRows();
  return files;
}

}  // namespace herlaad::app
`,
)
