#include "domain/reconcile/statement_checks.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace herlaad::reconcile {
namespace {

constexpr const char* kAccount = "BE68539007547034";

StatementHead Head(std::uint32_t sequence, std::int64_t opening, calendar::Date date) {
  StatementHead head;
  head.account = kAccount;
  head.sequence = sequence;
  head.opening = {.cents = opening, .date = date};
  return head;
}

LastStatement Last(std::uint32_t sequence) {
  return {.sequence = sequence,
          .opening = {.cents = 100, .date = calendar::Date{2026, 11, 26}},
          .closing = {.cents = 250, .date = calendar::Date{2026, 11, 27}}};
}

struct Row {
  const char* name;
  StatementHead head;
  std::uint32_t last;
  std::optional<StatementFault> fault;
};

TEST(StatementChecks, OnlyTheNextStatementIsAccepted) {
  const calendar::Date before{2026, 11, 20};
  const calendar::Date opening{2026, 11, 26};
  const calendar::Date next{2026, 11, 27};
  const calendar::Date new_year{2027, 1, 2};
  for (const Row& row : {
           Row{"the next one", Head(8, 250, next), 7, std::nullopt},
           {"the same again", Head(7, 100, opening), 7, StatementFault::kDuplicate},
           {"the same again without numbers", Head(0, 100, opening), 0, StatementFault::kDuplicate},
           {"one before", Head(6, 50, before), 7, StatementFault::kOutOfOrder},
           {"a lower number", Head(6, 250, next), 7, StatementFault::kOutOfOrder},
           {"the same number with another balance", Head(7, 250, next), 7,
            StatementFault::kOutOfOrder},
           {"one was left out", Head(9, 300, next), 7, StatementFault::kMissing},
           {"one was left out, without numbers", Head(0, 300, next), 0, StatementFault::kMissing},
           {"the next one without numbers", Head(0, 250, next), 0, std::nullopt},
           {"number follows, balance does not", Head(8, 251, next), 7,
            StatementFault::kOpeningBalance},
           {"the first of a new year", Head(1, 250, new_year), 7, std::nullopt},
           {"the first of a new year with another balance", Head(1, 99, new_year), 7,
            StatementFault::kOpeningBalance},
           {"the first of this year again", Head(1, 20, before), 7, StatementFault::kOutOfOrder},
       }) {
    EXPECT_EQ(CheckHead(row.head, kAccount, Last(row.last)), row.fault) << row.name;
  }
}

TEST(StatementChecks, AnotherAccountGoesBeforeAllElse) {
  StatementHead head = Head(7, 100, calendar::Date{2026, 11, 26});
  head.account = "NL91ABNA0417164300";
  EXPECT_EQ(CheckHead(head, kAccount, Last(7)), StatementFault::kOtherAccount);
  EXPECT_EQ(CheckHead(head, kAccount, std::nullopt), StatementFault::kOtherAccount);
}

TEST(StatementChecks, TheFirstStatementBeginsAnywhere) {
  EXPECT_EQ(CheckHead(Head(7, 100, {2026, 11, 26}), kAccount, std::nullopt), std::nullopt);
}

TEST(StatementChecks, ASeparateApplicationHasNoOrder) {
  StatementHead head = Head(3, 0, {2026, 11, 1});
  head.separate_application = "00001";
  EXPECT_EQ(CheckHead(head, kAccount, Last(7)), std::nullopt);
}

TEST(StatementChecks, BalancesMustAddUp) {
  const AccountBalance opening{.cents = 100, .date = std::nullopt};
  StatementEnd end;
  end.closing.cents = -5;
  end.credits_cents = 20;
  end.debits_cents = 125;
  EXPECT_EQ(CheckBalance(opening, end), std::nullopt);
  end.closing.cents = -4;
  EXPECT_EQ(CheckBalance(opening, end), StatementFault::kBalance);
  end.credits_cents = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(CheckBalance(opening, end), StatementFault::kBalance);
}

TEST(StatementChecks, EachFaultHasANameAndASentence) {
  for (std::uint8_t i = 1; i <= 6; ++i) {
    EXPECT_FALSE(Name(StatementFault{i}).empty());
    EXPECT_NE(Text(StatementFault{i}).find(". "), std::string_view::npos);
  }
}

}  // namespace
}  // namespace herlaad::reconcile
