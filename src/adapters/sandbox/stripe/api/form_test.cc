#include "adapters/sandbox/stripe/api/form.h"

#include <gtest/gtest.h>

namespace herlaad::sandbox {
namespace {

TEST(FormTest, BracketsNameListsAndKeys) {
  const auto form = Form::Parse(
      "line_items%5B0%5D%5Bquantity%5D=2&line_items[1][quantity]=3&types[]=card&types[]=paypal"
      "&metadata[a+b]=x%20y&empty=");
  ASSERT_TRUE(form.ok());
  EXPECT_EQ(form->Find("line_items[0][quantity]"), "2");
  EXPECT_EQ(form->Indices("line_items"), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(form->Find("types[1]"), "paypal");
  EXPECT_EQ(form->Keys("metadata"), std::vector<std::string>{"a b"});
  EXPECT_EQ(form->Find("metadata[a b]"), "x y");
  EXPECT_EQ(form->Find("empty"), "");
  EXPECT_EQ(form->Find("absent"), std::nullopt);
}

TEST(FormTest, IndicesAreSortedAsNumbers) {
  const auto form = Form::Parse("a[10]=k&a[9]=j&a[0]=b");
  ASSERT_TRUE(form.ok());
  EXPECT_EQ(form->Indices("a"), (std::vector<std::int64_t>{0, 9, 10}));
}

TEST(FormTest, OrderDoesNotMatter) {
  const auto one = Form::Parse("a=1&b[c]=2");
  const auto other = Form::Parse("b%5Bc%5D=2&a=1");
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(one->fields(), other->fields());
}

TEST(FormTest, InvalidFormsAreRefused) {
  struct Case {
    const char* name;
    std::string text;
    FormError error;
  };
  std::string many;
  for (std::size_t i = 0; i <= kFormFieldsMax; ++i) many += "a" + std::to_string(i) + "=1&";
  const Case cases[] = {
      {"percent without digits", "a=%zz", FormError::kEncoding},
      {"not UTF-8", "a=%ff%fe", FormError::kEncoding},
      {"NUL", "a=%00", FormError::kEncoding},
      {"no name", "=1", FormError::kName},
      {"only brackets", "[a]=1", FormError::kName},
      {"open bracket", "a[b=1", FormError::kName},
      {"closing bracket", "a]=1", FormError::kName},
      {"bracket in brackets", "a[b[c]]=1", FormError::kName},
      {"text after brackets", "a[b]c=1", FormError::kName},
      {"index too large", "a[100]=1", FormError::kName},
      {"index beyond 64 bits", "a[99999999999999999999]=1", FormError::kName},
      {"too deep", "a[b][b][b][b][b][b][b][b][b]=1", FormError::kName},
      {"name too long", std::string(300, 'a') + "=1", FormError::kName},
      {"the same name twice", "a=1&a=2", FormError::kRepeated},
      {"the same element twice", "a[0]=1&a[00]=2", FormError::kRepeated},
      {"too many fields", many, FormError::kTooMany},
  };
  for (const Case& each : cases) {
    const auto form = Form::Parse(each.text);
    ASSERT_FALSE(form.ok()) << each.name;
    EXPECT_EQ(form.error(), each.error) << each.name;
    EXPECT_FALSE(Text(form.error()).empty());
  }
}

}  // namespace
}  // namespace herlaad::sandbox
