// The page cache of SQLite's connections: SQLite's own, without its walk over all cached pages at
// the end of a transaction.
//
// SQLite tells the cache after each commit to forget what lies beyond the end of the file. Its own
// cache finds nothing at once as long as it never held a page beyond the end. But a page split
// gives pages such numbers for a moment while it brings them into order, and after that the cache
// looks at each of its pages, tens of thousands of them. This one keeps account of those numbers.
#pragma once

#include <cstdint>

namespace herlaad::store {

// For the whole process; before its first connection. False if SQLite is in use already.
bool UsePageCache();

// How often pages beyond the end of a file were to be forgotten, since the start of the process.
struct PageCacheCounts {
  std::int64_t asked = 0;
  std::int64_t walked = 0;  // the others could not find any
};
PageCacheCounts PageCacheCountsSoFar();

}  // namespace herlaad::store
