// WalGatherer: an SQLite VFS over another one that gathers what a connection writes to its WAL and
// hands it on in one piece before it counts. SQLite writes a commit of a hundred pages in two
// hundred pieces, one after the other; handed on one by one they cost the kernel more than all the
// rest of a commit.
//
// Nothing is kept back beyond a sync, nor beyond the moment at which others could come to see it:
// what was not handed on when the process dies was not synced either.
//
// The sync that ends a commit can be left to another thread, so that the writer goes on meanwhile.
// All other syncs, those of a checkpoint and of a WAL that begins anew, stay where SQLite asks for
// them: with the last one left out for good this is SQLite's synchronous=NORMAL.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

namespace herlaad::store {

// For one connection, which is closed before it.
class WalGatherer {
 public:
  // Over the VFS of that name, or over SQLite's own when it is empty.
  // With `piece` above 0, what is written to the database itself is synced whenever it has come to
  // so many bytes, rather than all of a checkpoint at its end: a disk that is given 40 MB at once
  // keeps the next commit's sync waiting behind them.
  explicit WalGatherer(const std::string& over, sqlite3_int64 piece = 0);
  ~WalGatherer();
  WalGatherer(const WalGatherer&) = delete;
  WalGatherer& operator=(const WalGatherer&) = delete;

  // To open the connection with. Empty when there is no such VFS to stand over.
  [[nodiscard]] const std::string& name() const { return name_; }

  // While on, what a commit writes is handed on and not synced. The connection's thread.
  void LeaveSyncs(bool on);
  // What was handed on before survives a loss of power after SQLITE_OK. Any thread.
  int Sync();

  struct State;

 private:
  std::string name_;
  sqlite3_vfs own_{};
  std::unique_ptr<State> state_;
};

}  // namespace herlaad::store
