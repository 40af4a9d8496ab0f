#include "adapters/gateways/stripe/stripe_form.h"

#include <gtest/gtest.h>

namespace herlaad::gateways::stripe {
namespace {

TEST(StripeForm, NamesAndValuesAreEncoded) {
  StripeForm form;
  form.Add("a[b][0]", "x y&z=1+2").Add("n", -5).Add("u", "€ 15~");
  EXPECT_EQ(form.text(), "a%5Bb%5D%5B0%5D=x%20y%26z%3D1%2B2&n=-5&u=%E2%82%AC%2015~");
}

TEST(StripeForm, NothingAddedIsEmpty) { EXPECT_EQ(StripeForm().text(), ""); }

TEST(StripeForm, EmptyValueIsKept) { EXPECT_EQ(StripeForm().Add("a", "").text(), "a="); }

}  // namespace
}  // namespace herlaad::gateways::stripe
