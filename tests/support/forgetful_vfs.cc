#include "tests/support/forgetful_vfs.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "base/core/check.h"

namespace herlaad::testing {
namespace {

constexpr std::int64_t kSector = 512;

// SQLite's handle of an open file; the underlying handle follows it in memory.
struct OpenFile {
  sqlite3_file base;
  ForgetfulDisk* disk;
  const char* path;  // owned by SQLite while the file is open
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

OpenFile& Of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
ForgetfulDisk& Disk(sqlite3_vfs* vfs) { return *static_cast<ForgetfulDisk*>(vfs->pAppData); }
const sqlite3_io_methods& Real(sqlite3_file* file) { return *Of(file).real()->pMethods; }

std::int64_t SizeOf(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  Real(file).xFileSize(Of(file).real(), &size);
  return size;
}

std::string Bytes(sqlite3_file* file, std::int64_t from, std::int64_t to) {
  std::string bytes(static_cast<std::size_t>(std::max<std::int64_t>(0, to - from)), '\0');
  if (!bytes.empty()) {
    Real(file).xRead(Of(file).real(), bytes.data(), static_cast<int>(bytes.size()), from);
  }
  return bytes;
}

int Close(sqlite3_file* file) { return Real(file).xClose(Of(file).real()); }

int Read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  if (Of(file).disk->is_off()) return SQLITE_IOERR_READ;
  return Real(file).xRead(Of(file).real(), to, count, at);
}

// A write that is cut off is recorded too: some of it may have happened.
int Write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  ForgetfulDisk& disk = *Of(file).disk;
  if (disk.is_off()) return SQLITE_IOERR_WRITE;
  const std::int64_t size = SizeOf(file);
  const std::string after(static_cast<const char*>(from), static_cast<std::size_t>(count));
  disk.Remember(Of(file).path, at, Bytes(file, at, std::min<std::int64_t>(at + count, size)), after,
                size, false);
  const int done = Real(file).xWrite(Of(file).real(), from, count, at);
  return disk.Lives() ? done : SQLITE_IOERR_WRITE;
}

int Truncate(sqlite3_file* file, sqlite3_int64 to) {
  ForgetfulDisk& disk = *Of(file).disk;
  if (!disk.Lives()) return SQLITE_IOERR_TRUNCATE;
  const std::int64_t size = SizeOf(file);
  disk.Remember(Of(file).path, to, Bytes(file, to, size), "", size, true);
  return Real(file).xTruncate(Of(file).real(), to);
}

// No real sync is needed: only the simulation counts.
int Sync(sqlite3_file* file, int) {
  ForgetfulDisk& disk = *Of(file).disk;
  if (!disk.Lives()) return SQLITE_IOERR_FSYNC;
  disk.Synced(Of(file).path);
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Real(file).xFileSize(Of(file).real(), size);
}
int Lock(sqlite3_file* file, int level) { return Real(file).xLock(Of(file).real(), level); }
int Unlock(sqlite3_file* file, int level) { return Real(file).xUnlock(Of(file).real(), level); }
int CheckReservedLock(sqlite3_file* file, int* held) {
  return Real(file).xCheckReservedLock(Of(file).real(), held);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return Real(file).xFileControl(Of(file).real(), operation, argument);
}
int SectorSize(sqlite3_file*) { return kSector; }
int DeviceCharacteristics(sqlite3_file* file) {
  return Real(file).xDeviceCharacteristics(Of(file).real());
}
int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** at) {
  return Real(file).xShmMap(Of(file).real(), region, size, extend, at);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Real(file).xShmLock(Of(file).real(), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) { Real(file).xShmBarrier(Of(file).real()); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return Real(file).xShmUnmap(Of(file).real(), remove);
}

// Version 2, without xFetch, so that all reads and writes go through this VFS.
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
  ForgetfulDisk& disk = Disk(vfs);
  file->pMethods = nullptr;
  if (disk.is_off()) return SQLITE_CANTOPEN;
  if (disk.read_only()) {
    flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    flags |= SQLITE_OPEN_READONLY;
  }
  auto* const open = new (file) OpenFile{{nullptr}, &disk, path == nullptr ? "" : path};
  const int code = disk.real().xOpen(&disk.real(), path, open->real(), flags, out_flags);
  if (code == SQLITE_OK) file->pMethods = &kMethods;
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  ForgetfulDisk& disk = Disk(vfs);
  if (!disk.Lives()) return SQLITE_IOERR_DELETE;
  disk.Deleted(path);
  return disk.real().xDelete(&disk.real(), path, sync_folder);
}

int Access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  return Disk(vfs).real().xAccess(&Disk(vfs).real(), path, flags, out);
}

int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return Disk(vfs).real().xFullPathname(&Disk(vfs).real(), path, size, out);
}

}  // namespace

ForgetfulDisk::ForgetfulDisk(std::uint64_t seed) : random_(seed) {
  static int count = 0;
  name_ = "forgetful-" + std::to_string(++count);
  real_ = sqlite3_vfs_find(nullptr);
  own_ = *real_;
  own_.iVersion = 2;
  own_.szOsFile = static_cast<int>(sizeof(OpenFile)) + real_->szOsFile;
  own_.pNext = nullptr;
  own_.zName = name_.c_str();
  own_.pAppData = this;
  own_.xOpen = Open;
  own_.xDelete = Delete;
  own_.xAccess = Access;
  own_.xFullPathname = FullPathname;
  sqlite3_vfs_register(&own_, 0);
}

ForgetfulDisk::~ForgetfulDisk() { sqlite3_vfs_unregister(&own_); }

bool ForgetfulDisk::Lives() {
  if (!off_ && left_ > 0 && --left_ == 0) off_ = true;
  return !off_;
}

void ForgetfulDisk::Remember(const std::string& path, std::int64_t offset, std::string before,
                             std::string after, std::int64_t size_before, bool is_truncation) {
  unsynced_[path].push_back(
      {offset, std::move(before), std::move(after), size_before, is_truncation});
}

void ForgetfulDisk::PowerOn() {
  for (const auto& [path, changes] : unsynced_) {
    if (!path.empty()) Forget(path, changes);
  }
  unsynced_.clear();
  off_ = false;
  left_ = 0;
}

// Restores the synced state, then repeats the writes that happened to reach the disk.
void ForgetfulDisk::Forget(const std::string& path, const std::vector<Change>& changes) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return;  // deleted since
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    const auto written = pwrite(file, change->before.data(), change->before.size(), change->offset);
    CHECK(written == static_cast<ssize_t>(change->before.size()) &&
              ftruncate(file, change->size_before) == 0,
          "a test's disk can be written");
  }
  for (const Change& change : changes) Redo(file, change);
  close(file);
}

void ForgetfulDisk::Redo(int file, const Change& change) {
  if (change.is_truncation) {
    if (random_.Chance(50)) CHECK(ftruncate(file, change.offset) == 0, "a test's disk can be cut");
    return;
  }
  const auto size = static_cast<std::int64_t>(change.after.size());
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t sector_ends = (change.offset + at) / kSector * kSector + kSector;
    const std::int64_t count = std::min(size - at, sector_ends - change.offset - at);
    if (random_.Chance(50)) {
      const auto written = pwrite(file, change.after.data() + at, static_cast<std::size_t>(count),
                                  change.offset + at);
      CHECK(written == count, "a test's disk can be written");
    }
    at += count;
  }
}

}  // namespace herlaad::testing
