// ForgetfulDisk: an SQLite VFS that lets tests cut the power. It keeps files on the machine's own
// disk, but what was written and not yet synced when the power went is lost: sector by sector,
// chance decides what had reached the disk all the same, because a real disk writes in any order.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/core/random.h"

namespace herlaad::testing {

// For one thread. It must outlive every connection through it.
class ForgetfulDisk {
 public:
  // Registered with SQLite under vfs() until the end of its life.
  explicit ForgetfulDisk(std::uint64_t seed);
  ~ForgetfulDisk();
  ForgetfulDisk(const ForgetfulDisk&) = delete;
  ForgetfulDisk& operator=(const ForgetfulDisk&) = delete;

  [[nodiscard]] const std::string& vfs() const { return name_; }

  // The power goes with the n-th write or sync from now: that one fails, and so does all after it.
  void CutAfter(std::uint64_t n) { left_ = n; }
  [[nodiscard]] bool is_off() const { return off_; }

  // To be called when every connection is closed: forgets, and serves again.
  void PowerOn();

  // Files open for reading only from now on, as on a disk that the kernel has remounted.
  void SetReadOnly(bool read_only) { read_only_ = read_only; }

  // Would this write or sync of a file still happen?
  bool Lives();
  void Remember(const std::string& path, std::int64_t offset, std::string before, std::string after,
                std::int64_t size_before, bool is_truncation);
  void Synced(const std::string& path) { unsynced_[path].clear(); }
  void Deleted(const std::string& path) { unsynced_.erase(path); }
  [[nodiscard]] sqlite3_vfs& real() const { return *real_; }
  [[nodiscard]] bool read_only() const { return read_only_; }

 private:
  struct Change {
    std::int64_t offset = 0;
    std::string before;  // what stood there, as far as the file went
    std::string after;
    std::int64_t size_before = 0;
    bool is_truncation = false;  // to `offset`
  };
  void Forget(const std::string& path, const std::vector<Change>& changes);
  void Redo(int file, const Change& change);

  std::string name_;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs own_{};
  Random random_;
  std::map<std::string, std::vector<Change>> unsynced_;
  std::uint64_t left_ = 0;  // until the cut; 0: none is planned
  bool off_ = false;
  bool read_only_ = false;
};

}  // namespace herlaad::testing
