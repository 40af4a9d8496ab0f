#include "adapters/store/sqlite/wal_gatherer.h"

#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <vector>

namespace herlaad::store {

struct WalGatherer::State {
  sqlite3_vfs* under = nullptr;
  sqlite3_int64 piece = 0;  // bytes between two syncs of the database; 0: when SQLite asks for them
  // Used by the writer only.
  bool leaves_syncs = false;
  bool header_written = false;  // the WAL's header, and not yet synced
  // Why bytes of a commit that SQLite believes in did not get into the WAL. Every call about the
  // WAL fails from then on: nothing after it may be answered.
  std::atomic<int> lost = SQLITE_OK;
  // Held for every sync of the WAL.
  std::mutex mutex;
  sqlite3_file* wal = nullptr;  // the underlying file, while open
};

namespace {

// SQLite's Unix VFS writes at most 128 KiB in one call and silently drops the rest.
constexpr std::size_t kGatheredMax = 96 * 1'024;

// A contiguous piece of a WAL that has not been passed on yet.
struct Gathered {
  std::vector<char> bytes;
  sqlite3_int64 at = 0;
};

// SQLite's handle of an open file; the underlying handle follows it in memory.
struct OpenFile {
  sqlite3_file base;
  WalGatherer::State* state;
  Gathered* gathered;          // for a WAL; owned
  OpenFile* wal;               // for a database: its WAL, while open
  OpenFile* database;          // for a WAL: its database
  sqlite3_int64 unsynced = 0;  // bytes written to a database since its last sync
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

OpenFile& Of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* RealOf(sqlite3_file* file) { return Of(file).real(); }
WalGatherer::State& StateOf(sqlite3_vfs* vfs) {
  return *static_cast<WalGatherer::State*>(vfs->pAppData);
}
sqlite3_vfs& Under(sqlite3_vfs* vfs) { return *StateOf(vfs).under; }
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *RealOf(file)->pMethods; }

// After a failure nothing is buffered any more: SQLite aborts the transaction.
int HandOn(OpenFile& file) {
  if (file.gathered == nullptr) return SQLITE_OK;
  if (const int lost = file.state->lost; lost != SQLITE_OK) return lost;
  if (file.gathered->bytes.empty()) return SQLITE_OK;
  sqlite3_file* const real = file.real();
  const int code =
      real->pMethods->xWrite(real, file.gathered->bytes.data(),
                             static_cast<int>(file.gathered->bytes.size()), file.gathered->at);
  file.gathered->bytes.clear();
  return code;
}

int Close(sqlite3_file* file) {
  const int handed_on = HandOn(Of(file));
  if (Of(file).gathered != nullptr) {
    const std::lock_guard lock(Of(file).state->mutex);
    Of(file).state->wal = nullptr;
  }
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

int WriteInPieces(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  OpenFile& open = Of(file);
  const int code = Methods(file).xWrite(open.real(), from, count, at);
  if (code != SQLITE_OK || open.state->piece == 0) return code;
  open.unsynced += count;
  if (open.unsynced < open.state->piece) return code;
  open.unsynced = 0;
  return Methods(file).xSync(open.real(), SQLITE_SYNC_NORMAL);
}

int Write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  Gathered* const gathered = Of(file).gathered;
  if (gathered == nullptr) return WriteInPieces(file, from, count, at);
  if (at == 0) Of(file).state->header_written = true;
  const auto end = gathered->at + static_cast<sqlite3_int64>(gathered->bytes.size());
  const auto size = static_cast<std::size_t>(count);
  if (const int lost = Of(file).state->lost; lost != SQLITE_OK) return lost;
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

// The header of a restarted WAL must be on the disk before its first page: otherwise old pages
// could become valid again.
int Sync(sqlite3_file* file, int flags) {
  if (const int code = HandOn(Of(file)); code != SQLITE_OK) return code;
  WalGatherer::State& state = *Of(file).state;
  if (Of(file).gathered == nullptr) return Methods(file).xSync(RealOf(file), flags);
  if (state.leaves_syncs && !state.header_written) return SQLITE_OK;
  const std::lock_guard lock(state.mutex);
  const int code = Methods(file).xSync(RealOf(file), flags);
  if (code == SQLITE_OK) state.header_written = false;
  return code;
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

// SQLite calls this on the database before others can see new WAL content, and takes no answer.
// Data is still buffered here only if syncs are left out, or behind the sync of a commit that was
// padded to a whole sector.
void ShmBarrier(sqlite3_file* file) {
  OpenFile* const wal = Of(file).wal;
  if (wal != nullptr) wal->state->lost = HandOn(*wal);
  Methods(file).xShmBarrier(RealOf(file));
}

// Version 2, without xFetch, so that no page is read around this VFS.
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
  auto* const open = new (file) OpenFile{{nullptr}, &StateOf(vfs), nullptr, nullptr, nullptr, 0};
  const int code = Under(vfs).xOpen(&Under(vfs), path, open->real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  file->pMethods = &kMethods;
  if ((flags & SQLITE_OPEN_WAL) == 0) return code;
  open->gathered = std::make_unique<Gathered>().release();
  open->gathered->bytes.reserve(kGatheredMax);
  open->database = &Of(sqlite3_database_file_object(path));
  open->database->wal = open;
  const std::lock_guard lock(open->state->mutex);
  open->state->wal = open->real();
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

WalGatherer::WalGatherer(const std::string& over, sqlite3_int64 piece)
    : state_(std::make_unique<State>()) {
  state_->piece = piece;
  static std::atomic<int> count = 0;
  sqlite3_vfs* const under = sqlite3_vfs_find(over.empty() ? nullptr : over.c_str());
  if (under == nullptr) return;
  state_->under = under;
  name_ = "herlaad-" + std::to_string(++count) + "-over-" + under->zName;
  own_ = *under;
  own_.iVersion = 2;
  own_.szOsFile = static_cast<int>(sizeof(OpenFile)) + under->szOsFile;
  own_.pNext = nullptr;
  own_.zName = name_.c_str();
  own_.pAppData = state_.get();
  own_.xOpen = Open;
  own_.xDelete = Delete;
  own_.xAccess = Access;
  own_.xFullPathname = FullPathname;
  sqlite3_vfs_register(&own_, 0);
}

WalGatherer::~WalGatherer() {
  if (!name_.empty()) sqlite3_vfs_unregister(&own_);
}

void WalGatherer::LeaveSyncs(bool on) { state_->leaves_syncs = on; }

int WalGatherer::Sync() {
  const std::lock_guard lock(state_->mutex);
  if (state_->wal == nullptr) return SQLITE_OK;
  if (const int lost = state_->lost; lost != SQLITE_OK) return lost;
  return state_->wal->pMethods->xSync(state_->wal, SQLITE_SYNC_NORMAL);
}

}  // namespace herlaad::store
