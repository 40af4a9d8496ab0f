#include "adapters/store/page_cache.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <vector>

namespace herlaad::store {
namespace {

sqlite3_pcache_methods2 own{};  // SQLite's, once UsePageCache() has asked for them
std::atomic<std::int64_t> asked{0};
std::atomic<std::int64_t> walked{0};

struct PageCache {
  sqlite3_pcache* pages = nullptr;
  unsigned largest = 0;          // no page came in with a larger number
  std::vector<unsigned> beyond;  // larger numbers that pages have for a moment
  bool unknown = false;          // beyond could not be kept: no memory
};

PageCache& Of(sqlite3_pcache* cache) { return *reinterpret_cast<PageCache*>(cache); }

int Init(void* /*argument*/) { return own.xInit(own.pArg); }
void Shutdown(void* /*argument*/) { own.xShutdown(own.pArg); }

sqlite3_pcache* Create(int page_size, int extra_size, int purgeable) {
  sqlite3_pcache* pages = own.xCreate(page_size, extra_size, purgeable);
  if (pages == nullptr) return nullptr;
  auto* cache = new (std::nothrow) PageCache{pages, 0, {}, false};
  if (cache == nullptr) own.xDestroy(pages);
  return reinterpret_cast<sqlite3_pcache*>(cache);
}

void Destroy(sqlite3_pcache* cache) {
  own.xDestroy(Of(cache).pages);
  delete &Of(cache);
}

void SetSize(sqlite3_pcache* cache, int pages) { own.xCachesize(Of(cache).pages, pages); }
int Count(sqlite3_pcache* cache) { return own.xPagecount(Of(cache).pages); }
void Shrink(sqlite3_pcache* cache) { own.xShrink(Of(cache).pages); }

sqlite3_pcache_page* Fetch(sqlite3_pcache* cache, unsigned number, int create) {
  PageCache& it = Of(cache);
  if (create != 0) it.largest = std::max(it.largest, number);
  return own.xFetch(it.pages, number, create);
}

void Unpin(sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
  own.xUnpin(Of(cache).pages, page, discard);
}

void Rekey(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  PageCache& it = Of(cache);
  own.xRekey(it.pages, page, from, to);
  it.beyond.erase(std::remove(it.beyond.begin(), it.beyond.end(), from), it.beyond.end());
  if (to <= it.largest) return;
  try {
    it.beyond.push_back(to);
  } catch (const std::bad_alloc&) {
    it.unknown = true;
  }
}

void Truncate(sqlite3_pcache* cache, unsigned limit) {
  PageCache& it = Of(cache);
  asked.fetch_add(1, std::memory_order_relaxed);
  if (limit > it.largest && it.beyond.empty() && !it.unknown) return;
  walked.fetch_add(1, std::memory_order_relaxed);
  own.xTruncate(it.pages, limit);
  it.beyond.clear();
  it.unknown = false;
  if (limit <= it.largest) it.largest = limit == 0 ? 0 : limit - 1;
}

}  // namespace

bool UsePageCache() {
  if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &own) != SQLITE_OK) return false;
  sqlite3_pcache_methods2 methods{};
  methods.iVersion = 1;
  methods.xInit = Init;
  methods.xShutdown = Shutdown;
  methods.xCreate = Create;
  methods.xCachesize = SetSize;
  methods.xPagecount = Count;
  methods.xFetch = Fetch;
  methods.xUnpin = Unpin;
  methods.xRekey = Rekey;
  methods.xTruncate = Truncate;
  methods.xDestroy = Destroy;
  methods.xShrink = Shrink;
  return sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods) == SQLITE_OK;
}

PageCacheCounts PageCacheCountsSoFar() {
  return {asked.load(std::memory_order_relaxed), walked.load(std::memory_order_relaxed)};
}

}  // namespace herlaad::store
