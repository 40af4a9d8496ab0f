#include "domain/orders/reference.h"

#include <gtest/gtest.h>

#include <string>

#include "domain/orders/receipts/receipt.h"

namespace herlaad::orders {
namespace {

const OrderId kOrder{4'000'000'000'123};

std::string InCapitals(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return text;
}

TEST(Reference, OrderReferenceIsReadInEveryForm) {
  const std::string plain = ToText(kOrder);
  for (const std::string& typed : {
           plain,
           InCapitals(plain),
           "  " + plain + "\n",
           plain + ".ax2ttzbzgbp4767cpdsvyppqkw",
           plain + "-p1",
           "https://herlaad.example/nl/orders/" + plain + ".ax2ttzbzgbp4767cpdsvyppqkw",
           "https://herlaad.example/nl/orders/" + plain + ".ax2ttzbzgbp4767cpdsvyppqkw/receipt",
           "http://localhost:8080/pay/" + plain + ".ax2ttzbzgbp4767cpdsvyppqkw?x=1",
           "/orders/" + plain + "#steps",
       }) {
    EXPECT_EQ(ReadReference(typed), kOrder) << typed;
    EXPECT_EQ(ReadReceiptNumber(typed), std::nullopt) << typed;
  }
}

TEST(Reference, ReceiptNumberIsReadInEveryForm) {
  const std::string plain = ReceiptNumber(kOrder);
  for (const std::string& typed : {plain, InCapitals(plain), " " + plain}) {
    EXPECT_EQ(ReadReceiptNumber(typed), kOrder) << typed;
    EXPECT_EQ(ReadReference(typed), std::nullopt) << typed;
  }
}

TEST(Reference, InvalidReferenceIsRejected) {
  std::string misheard = ToText(kOrder);
  misheard[10] = misheard[10] == '7' ? '8' : '7';
  for (const std::string& typed :
       {std::string(), std::string("tu_"), misheard, ToText(kOrder).substr(3), "x" + ToText(kOrder),
        ToText(kOrder) + "x", std::string("https://herlaad.example/nl/")}) {
    EXPECT_EQ(ReadReference(typed), std::nullopt) << typed;
  }
}

}  // namespace
}  // namespace herlaad::orders
