// WalGatherer: an SQLite VFS that buffers a connection's writes to its WAL and passes them to the
// underlying VFS in one piece. SQLite writes a commit of a hundred pages in two hundred calls;
// passed on singly they cost the kernel more than all the rest of the commit.
//
// Nothing stays buffered past a sync, or past the moment at which other connections could see it:
// what is lost if the process dies had not been synced either.
//
// The sync that ends a commit can be left to another thread while the writer goes on. All other
// syncs, those of a checkpoint and of a restarted WAL, stay where SQLite asks for them: without the
// commit's sync this is SQLite's synchronous=NORMAL.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

namespace herlaad::store {

// For one connection, which must be closed first.
class WalGatherer {
 public:
  // Over the VFS of that name; empty: SQLite's default. With `piece` above 0, writes to the
  // database itself are synced after that many bytes instead of all at the end of a checkpoint:
  // after 40 MB at once, the next commit's sync would wait for them.
  explicit WalGatherer(const std::string& over, sqlite3_int64 piece = 0);
  ~WalGatherer();
  WalGatherer(const WalGatherer&) = delete;
  WalGatherer& operator=(const WalGatherer&) = delete;

  // The VFS name to open the connection with. Empty if the underlying VFS does not exist.
  [[nodiscard]] const std::string& name() const { return name_; }

  // While on, commits are passed on but not synced. On the connection's thread.
  void LeaveSyncs(bool on);
  // After SQLITE_OK everything passed on before survives a power failure. Thread-safe.
  int Sync();

  struct State;

 private:
  std::string name_;
  sqlite3_vfs own_{};
  std::unique_ptr<State> state_;
};

}  // namespace herlaad::store
