#include "adapters/store/rows/row_digests.h"

#include <gtest/gtest.h>

#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using Values = std::vector<Value>;

TEST(RowDigests, RowsAreEqualOnlyIfEveryValueIs) {
  const Values rows[] = {
      {Value::Int(1), Value::Text("ab"), Value::Text("c")},
      {Value::Int(1), Value::Text("a"), Value::Text("bc")},
      {Value::Int(1), Value::Text("ab"), Value::Blob("c")},
      {Value::Int(1), Value::Text("ab"), Value::Text("")},
      {Value::Int(1), Value::Text("ab"), Value()},
      {Value::Int(1), Value::Text("ab"), Value::Int(0)},
      {Value::Int(-1), Value::Text("ab"), Value::Text("c")},
      {Value::Int(1), Value::Text("ab")},
  };
  for (const Values& one : rows) {
    for (const Values& other : rows) {
      EXPECT_EQ(DigestOf(Row(one)) == DigestOf(Row(other)), &one == &other);
    }
  }
}

TEST(RowDigests, EachRowIsTakenOnce) {
  const Values one = {Value::Int(1)};
  const Values two = {Value::Int(2)};
  RowDigests digests;
  for (const Values& row : {one, two, one}) digests.Add(row);
  digests.Sort();
  EXPECT_TRUE(digests.Take(one));
  EXPECT_TRUE(digests.Take(one));
  EXPECT_FALSE(digests.Take(one)) << "there were two of it";
  EXPECT_EQ(digests.left(), 1U);
  EXPECT_TRUE(digests.Take(two));
  EXPECT_EQ(digests.left(), 0U);
}

TEST(RowDifferences, FirstDifferencesAreListedByKey) {
  RowDifferences differences(kRefunds);
  EXPECT_TRUE(differences.empty());
  const Values row = {Value::Int(0), Value::Int(17), Value::Int(1)};
  differences.Add("did not arrive", row);
  EXPECT_EQ(differences.Text(), "refunds: 1 row differs: order_id 17, n 1 did not arrive");
  for (int i = 0; i < 6; ++i) differences.Add("is not what was sent", row);
  EXPECT_TRUE(differences.Text().starts_with("refunds: 7 rows differ: "));
  EXPECT_TRUE(differences.Text().ends_with("; …"));
}

}  // namespace
}  // namespace herlaad::store
