// ForgetfulDisk: an SQLite VFS that simulates power failures. It stores files on the real disk, but
// loses writes that were not synced: chance decides for each sector whether it had reached the
// disk, because a real disk writes in any order.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/core/random.h"

namespace herlaad::testing {

// Single-threaded. Must outlive every connection that uses it.
class ForgetfulDisk {
 public:
  // Registered with SQLite under vfs() until destruction.
  explicit ForgetfulDisk(std::uint64_t seed);
  ~ForgetfulDisk();
  ForgetfulDisk(const ForgetfulDisk&) = delete;
  ForgetfulDisk& operator=(const ForgetfulDisk&) = delete;

  [[nodiscard]] const std::string& vfs() const { return name_; }

  // Cuts the power at the n-th write or sync from now: that one fails, and so do all later ones.
  void CutAfter(std::uint64_t n) { left_ = n; }
  [[nodiscard]] bool is_off() const { return off_; }

  // Call when every connection is closed: drops lost writes and works again.
  void PowerOn();

  // From now on files can only be opened for reading, as on a disk that the kernel has remounted.
  void SetReadOnly(bool read_only) { read_only_ = read_only; }

  // Whether this write or sync of a file still succeeds.
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
    std::string before;  // the previous content, as far as the file went
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
