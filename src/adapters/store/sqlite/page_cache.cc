#include "adapters/store/sqlite/page_cache.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <new>

namespace herlaad::store {
namespace {

sqlite3_pcache_methods2 own{};  // SQLite's, once UsePageCache() has asked for them
std::atomic<std::int64_t> asked{0};
std::atomic<std::int64_t> walked{0};

struct PageCache {
  sqlite3_pcache* pages = nullptr;
  unsigned largest = 0;  // no page came in with a larger number
  // How many pages have a larger number for a moment; never too few. A page counted here before
  // `largest` rose to its number costs one walk.
  int beyond = 0;
};

PageCache& CacheOf(sqlite3_pcache* cache) { return *reinterpret_cast<PageCache*>(cache); }

int Init(void* /*argument*/) { return own.xInit(own.pArg); }
void Shutdown(void* /*argument*/) { own.xShutdown(own.pArg); }

sqlite3_pcache* Create(int page_size, int extra_size, int purgeable) {
  sqlite3_pcache* pages = own.xCreate(page_size, extra_size, purgeable);
  if (pages == nullptr) return nullptr;
  auto* cache = new (std::nothrow) PageCache{pages, 0, 0};
  if (cache == nullptr) own.xDestroy(pages);
  return reinterpret_cast<sqlite3_pcache*>(cache);
}

void Destroy(sqlite3_pcache* cache) {
  own.xDestroy(CacheOf(cache).pages);
  delete &CacheOf(cache);
}

void SetSize(sqlite3_pcache* cache, int pages) { own.xCachesize(CacheOf(cache).pages, pages); }
int Count(sqlite3_pcache* cache) { return own.xPagecount(CacheOf(cache).pages); }
void Shrink(sqlite3_pcache* cache) { own.xShrink(CacheOf(cache).pages); }

sqlite3_pcache_page* Fetch(sqlite3_pcache* cache, unsigned number, int create) {
  PageCache& it = CacheOf(cache);
  if (create != 0) it.largest = std::max(it.largest, number);
  return own.xFetch(it.pages, number, create);
}

void Unpin(sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
  own.xUnpin(CacheOf(cache).pages, page, discard);
}

void Rekey(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  PageCache& it = CacheOf(cache);
  own.xRekey(it.pages, page, from, to);
  if (from > it.largest) --it.beyond;
  if (to > it.largest) ++it.beyond;
}

void Truncate(sqlite3_pcache* cache, unsigned limit) {
  PageCache& it = CacheOf(cache);
  asked.fetch_add(1, std::memory_order_relaxed);
  if (limit > it.largest && it.beyond == 0) return;
  walked.fetch_add(1, std::memory_order_relaxed);
  own.xTruncate(it.pages, limit);
  it.beyond = 0;
  it.largest = std::min(it.largest, std::max(limit, 1U) - 1);
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
