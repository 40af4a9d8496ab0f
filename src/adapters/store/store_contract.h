// What the contract suites share: the kinds of stores, and a store of such a kind to try. A second
// kind of store is a second type in Stores.
#pragma once

#include <gtest/gtest.h>

#include "adapters/store/open.h"
#include "adapters/store/store_samples.h"

namespace herlaad::store {

// SQLite in a folder of its own.
class SqliteInFolder {
 public:
  SqliteInFolder() { Open(); }

  void Reopen() {
    opened_ = {};
    Open();
  }
  engine::Store& store() { return *opened_.store; }
  engine::Queries& queries() { return *opened_.queries; }

 private:
  void Open() {
    SqliteOptions options;
    options.folder = folder_.path();
    auto opened = OpenSqlite(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    opened_ = std::move(opened).value();
  }

  Folder folder_;
  OpenedStore opened_;
};

template <class Kind>
class StoreFixture : public testing::Test {
 protected:
  engine::Store& store() { return kind_.store(); }
  engine::Queries& queries() { return kind_.queries(); }
  void Reopen() { kind_.Reopen(); }

  engine::CommitResult Commit(const engine::WriteSet& writes) {
    engine::Workspace nothing;
    EXPECT_TRUE(store().Load({}, nothing).ok());
    const auto result = store().Commit(writes);
    EXPECT_TRUE(store().MakeDurable());
    return result;
  }
  void Committed(const engine::WriteSet& writes) {
    ASSERT_EQ(Commit(writes), engine::CommitResult::kCommitted);
  }

  // What a batch with these needs sees.
  engine::Workspace Loaded(const engine::Needs& needs) {
    engine::Workspace workspace;
    const auto loaded = store().Load(needs, workspace);
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
    store().Abandon();
    return workspace;
  }

  Kind kind_;
  Samples samples_{1};
};

using Stores = testing::Types<SqliteInFolder>;

}  // namespace herlaad::store
