#include "engine/ports/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/core/secret.h"

namespace herlaad::engine {
namespace {

using ::testing::HasSubstr;

constexpr Instant kNow{1'795'955'531'000};

// Three acts of one node and one of another.
struct Trail {
  Trail() {
    for (const char* const action : {"key.create", "topup.cancel", "key.revoke"}) {
      rows.push_back(Continue(first, AuditId(ids.NextAfter(first.last.value(), kNow)),
                              {kNow, "admin", action, "key_1", "a reason"}));
    }
    rows.push_back(Continue(second, AuditId(others.Next(kNow + Millis(1))),
                            {kNow, "admin", "setting.change", "x", ""}));
  }

  // What is wrong with the rows, if the tails are `tails`.
  [[nodiscard]] std::string Wrong(const std::vector<AuditTail>& tails) const {
    AuditCheck check(tails);
    for (const AuditRow& row : rows) {
      if (const auto wrong = check.OnRow(row)) return *wrong;
    }
    return check.Finish(tails).value_or("");
  }
  [[nodiscard]] std::string Wrong() const { return Wrong({first, second}); }

  IdSource ids{Shard{0}, 0};
  IdSource others{Shard{0}, 3};
  AuditTail first{};
  AuditTail second{.node = 3};
  std::vector<AuditRow> rows;
};

TEST(Audit, ChainsOfTwoNodesAreWhole) {
  const Trail trail;
  EXPECT_EQ(trail.Wrong(), "");
  EXPECT_EQ(trail.first.rows, 3);
  EXPECT_EQ(trail.second.rows, 1);
}

TEST(Audit, ChangedValueIsNoticed) {
  const auto change = [](void (*how)(AuditRow&)) {
    Trail trail;
    how(trail.rows[1]);
    return trail.Wrong();
  };
  EXPECT_THAT(change([](AuditRow& row) { row.entry.detail = "another reason"; }),
              HasSubstr("a row was changed, added or deleted"));
  EXPECT_NE(change([](AuditRow& row) { row.entry.actor = "cli"; }), "");
  EXPECT_NE(change([](AuditRow& row) { row.entry.at = row.entry.at + Millis(1); }), "");
  EXPECT_NE(change([](AuditRow& row) { row.hash[5] ^= 1; }), "");
  EXPECT_NE(change([](AuditRow& row) { row.id = AuditId(row.id.value() + 1); }), "");
  // The same text, divided in another way.
  EXPECT_NE(change([](AuditRow& row) {
              row.entry.actor = "admint";
              row.entry.action = "opup.cancel";
            }),
            "");
}

TEST(Audit, DeletedRowIsNoticedWhereverItStood) {
  for (std::size_t i = 0; i < 4; ++i) {
    Trail trail;
    trail.rows.erase(trail.rows.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(trail.Wrong(), "") << i;
  }
}

TEST(Audit, DeletedTailIsNoticed) {
  const Trail trail;
  EXPECT_THAT(trail.Wrong({trail.first}), HasSubstr("node 3"));
}

TEST(Audit, RowsAddedWhileTheTrailIsReadDoNoHarm) {
  Trail trail;
  const std::vector<AuditTail> before{trail.first};
  trail.rows.insert(
      trail.rows.begin() + 3,
      Continue(trail.first, AuditId(trail.ids.NextAfter(trail.first.last.value(), kNow)),
               {kNow, "admin", "key.create", "key_2", ""}));
  AuditCheck check(before);
  for (const AuditRow& row : trail.rows) EXPECT_EQ(check.OnRow(row), std::nullopt);
  EXPECT_EQ(check.Finish({trail.first, trail.second}), std::nullopt);
}

TEST(Audit, HashIsTheDocumentedOne) {
  // (head -c 32 /dev/zero; printf '1:71:05:admin1:a1:s1:d') | sha256sum
  const std::string hash = HashOf(std::string(32, '\0'), AuditId(7), {{}, "admin", "a", "s", "d"});
  EXPECT_EQ(Hex(hash), "e80cacbf5d170f916a3de855109a84e1bea663795d3958fe58da84ef5dc6e1cd");
}

}  // namespace
}  // namespace herlaad::engine
