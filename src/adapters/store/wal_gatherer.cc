#include "adapters/store/wal_gatherer.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace herlaad::store {
namespace {

// SQLite's own VFS for Unix writes less than 128 KiB at once, and silently no more.
constexpr std::size_t kGatheredMax = 96 * 1'024;

// What has been written to a WAL and not been handed on: one piece without a gap.
struct Gathered {
  std::vector<char> bytes;
  sqlite3_int64 at = 0;
};

// What SQLite knows as an open file; the real one lies directly behind it in memory.
struct OpenFile {
  sqlite3_file base;
  Gathered* gathered;  // of a WAL; its own
  OpenFile* wal;       // of a database: its WAL, while that is open
  OpenFile* database;  // of a WAL: its database
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

OpenFile& Of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* RealOf(sqlite3_file* file) { return Of(file).real(); }
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *RealOf(file)->pMethods; }
sqlite3_vfs& Under(sqlite3_vfs* vfs) { return *static_cast<sqlite3_vfs*>(vfs->pAppData); }

// After a failure nothing is gathered any more: SQLite gives up the transaction.
int HandOn(OpenFile& file) {
  if (file.gathered == nullptr || file.gathered->bytes.empty()) return SQLITE_OK;
  sqlite3_file* const real = file.real();
  const int code =
      real->pMethods->xWrite(real, file.gathered->bytes.data(),
                             static_cast<int>(file.gathered->bytes.size()), file.gathered->at);
  file.gathered->bytes.clear();
  return code;
}

int Close(sqlite3_file* file) {
  const int handed_on = HandOn(Of(file));
  if (Of(file).database != nullptr) Of(file).database->wal = nullptr;
  if (Of(file).wal != nullptr) Of(file).wal->database = nullptr;
  delete Of(file).gathered;
  Of(file).gathered = nullptr;
  const int closed = Methods(file).xClose(RealOf(file));
  return handed_on == SQLITE_OK ? closed : handed_on;
}

int Read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
  return Methods(file).xRead(RealOf(file), to, count, at);
}

int Write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  Gathered* const gathered = Of(file).gathered;
  if (gathered == nullptr) return Methods(file).xWrite(RealOf(file), from, count, at);
  const auto end = gathered->at + static_cast<sqlite3_int64>(gathered->bytes.size());
  const auto size = static_cast<std::size_t>(count);
  if (at != end || gathered->bytes.size() + size > kGatheredMax) {
    if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
    gathered->at = at;
  }
  const auto* const bytes = static_cast<const char*>(from);
  gathered->bytes.insert(gathered->bytes.end(), bytes, bytes + size);
  return SQLITE_OK;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
  return Methods(file).xTruncate(RealOf(file), size);
}

int Sync(sqlite3_file* file, int flags) {
  if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
  return Methods(file).xSync(RealOf(file), flags);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
  return Methods(file).xFileSize(RealOf(file), size);
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
  return Methods(file).xFileControl(RealOf(file), operation, argument);
}

int Lock(sqlite3_file* file, int level) { return Methods(file).xLock(RealOf(file), level); }
int Unlock(sqlite3_file* file, int level) { return Methods(file).xUnlock(RealOf(file), level); }
int CheckReservedLock(sqlite3_file* file, int* held) {
  return Methods(file).xCheckReservedLock(RealOf(file), held);
}
int SectorSize(sqlite3_file* file) { return Methods(file).xSectorSize(RealOf(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return Methods(file).xDeviceCharacteristics(RealOf(file));
}
int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** at) {
  return Methods(file).xShmMap(RealOf(file), region, size, extend, at);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Methods(file).xShmLock(RealOf(file), offset, n, flags);
}
int ShmUnmap(sqlite3_file* file, int remove) {
  return Methods(file).xShmUnmap(RealOf(file), remove);
}

// SQLite calls it on the database before others can see what is new in the WAL. Only without syncs
// is there anything left by then.
void ShmBarrier(sqlite3_file* file) {
  if (Of(file).wal != nullptr) (void)HandOn(*Of(file).wal);
  Methods(file).xShmBarrier(RealOf(file));
}

// Version 2: without xFetch, so that no page is read past us.
constexpr sqlite3_io_methods kMethods{2,
                                      Close,
                                      Read,
                                      Write,
                                      Truncate,
                                      Sync,
                                      FileSize,
                                      Lock,
                                      Unlock,
                                      CheckReservedLock,
                                      FileControl,
                                      SectorSize,
                                      DeviceCharacteristics,
                                      ShmMap,
                                      ShmLock,
                                      ShmBarrier,
                                      ShmUnmap,
                                      nullptr,
                                      nullptr};

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto* const open = new (file) OpenFile{{nullptr}, nullptr, nullptr, nullptr};
  const int code = Under(vfs).xOpen(&Under(vfs), path, open->real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  file->pMethods = &kMethods;
  if ((flags & SQLITE_OPEN_WAL) == 0) return code;
  open->gathered = std::make_unique<Gathered>().release();
  open->gathered->bytes.reserve(kGatheredMax);
  open->database = &Of(sqlite3_database_file_object(path));
  open->database->wal = open;
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  return Under(vfs).xDelete(&Under(vfs), path, sync_folder);
}
int Access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  return Under(vfs).xAccess(&Under(vfs), path, flags, out);
}
int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return Under(vfs).xFullPathname(&Under(vfs), path, size, out);
}

}  // namespace

WalGatherer::WalGatherer(const std::string& over) {
  static std::atomic<int> count = 0;
  sqlite3_vfs* const under = sqlite3_vfs_find(over.empty() ? nullptr : over.c_str());
  if (under == nullptr) return;
  name_ = "herlaad-" + std::to_string(++count) + "-over-" + under->zName;
  own_ = *under;
  own_.iVersion = 2;
  own_.szOsFile = static_cast<int>(sizeof(OpenFile)) + under->szOsFile;
  own_.pNext = nullptr;
  own_.zName = name_.c_str();
  own_.pAppData = under;
  own_.xOpen = Open;
  own_.xDelete = Delete;
  own_.xAccess = Access;
  own_.xFullPathname = FullPathname;
  sqlite3_vfs_register(&own_, 0);
}

WalGatherer::~WalGatherer() {
  if (!name_.empty()) sqlite3_vfs_unregister(&own_);
}

}  // namespace herlaad::store
