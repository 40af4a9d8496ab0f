#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tools/include_rules.h"

namespace herlaad::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The real plan, not a copy.
const Plan& Installation() {
  static const Plan plan = [] {
    std::ifstream file(HERLAAD_SOURCE_DIR "/tools/layers.txt");
    return ReadPlan({std::istreambuf_iterator<char>(file), {}});
  }();
  return plan;
}

std::vector<std::string> FindingsIn(const std::string& path, const std::string& text) {
  return Findings(Installation(), {{path, text}});
}

std::string In(const std::string& folder) {
  const bool beside = folder.starts_with("tests") || folder.starts_with("benchmarks");
  return (beside ? "" : "src/") + folder + "/a.cc";
}

struct Direction {
  const char* what;
  const char* from;
  const char* includes;
  bool allowed;
};

TEST(IncludeDirection, IncludesOnlyGoDown) {
  const Direction rows[] = {
      {"own module", "src/domain/ledger/a.cc", "domain/ledger/a.h", true},
      {"a layer down", "src/domain/ledger/a.cc", "base/money/money.h", true},
      {"a layer up", "src/base/money/a.h", "domain/ledger/a.h", false},
      {"a lower module of the layer", "src/domain/orders/a.h", "domain/limits/a.h", true},
      {"a higher module of the layer", "src/domain/limits/a.h", "domain/orders/a.h", false},
      {"sideways", "src/domain/ledger/a.h", "domain/catalogue/a.h", false},
      {"core from its neighbours", "src/base/money/a.h", "base/core/id.h", true},
      {"core stands alone", "src/base/core/a.h", "base/money/money.h", false},
      {"the engine knows its ports", "src/engine/a.cc", "engine/ports/store.h", true},
      {"commands know no engine", "src/engine/commands/a.h", "engine/batches/batch.h", false},
      {"ports know no engine", "src/engine/ports/a.h", "engine/batches/batch.h", false},
      {"adapters know ports", "src/adapters/store/a.cc", "engine/ports/store.h", true},
      {"and no more of the engine", "src/adapters/store/a.cc", "engine/x.h", false},
      {"gateways speak HTTP", "src/adapters/gateways/a.cc", "adapters/net/x.h", true},
      {"not SQL", "src/adapters/gateways/a.cc", "adapters/store/x.h", false},
      {"api call the engine", "src/api/http/a.cc", "engine/batches/batch.h", true},
      {"api speak HTTP", "src/api/http/a.cc", "adapters/net/http.h", true},
      {"api know no SQL", "src/api/http/a.cc", "adapters/store/store.h", false},
      {"the engine knows no door", "src/engine/a.cc", "api/http/x.h", false},
      {"the engine knows no adapter", "src/engine/a.cc", "adapters/net/http.h", false},
      {"apps wire everything", "apps/herlaad/a.cc", "adapters/store/store.h", true},
      {"tests borrow", "src/engine/a_test.cc", "adapters/store/store.h", true},
  };
  for (const Direction& row : rows) {
    const auto findings =
        FindingsIn(row.from, std::string("#include \"") + row.includes + "\"\nint x;\n");
    EXPECT_THAT(findings, SizeIs(row.allowed ? 0 : 1)) << row.what;
  }
}

// One violation for each line of the real plan: a ban that catches nothing would be useless.
TEST(IncludeBans, EachBanCatchesAViolation) {
  ASSERT_THAT(Installation().bans, ::testing::Not(IsEmpty()));
  for (const Ban& ban : Installation().bans) {
    const std::string include = "#include <" + ban.what + (ban.what.back() == '/' ? "x.h>" : ">");
    switch (ban.kind) {
      case Ban::Kind::kHeaderOnly:
        EXPECT_THAT(FindingsIn("src/api/tmf654/a.cc", include), ElementsAre(HasSubstr(ban.what)));
        for (const std::string& shard : ban.where) {
          EXPECT_THAT(FindingsIn(In(shard), include), IsEmpty()) << ban.what;
        }
        break;
      case Ban::Kind::kHeaderNever:
        for (const std::string& where : ban.where) {
          EXPECT_THAT(FindingsIn("src/" + where + "/ledger/a.h", include), SizeIs(1)) << ban.what;
        }
        EXPECT_THAT(FindingsIn("src/engine/a.h", include), IsEmpty()) << ban.what;
        break;
      case Ban::Kind::kWordNever:
        for (const std::string& where : ban.where) {
          EXPECT_THAT(FindingsIn("src/" + where + "/a.h", "int a;\n  x = " + ban.what + "();\n"),
                      ElementsAre(HasSubstr("a.h:2: '" + ban.what)));
        }
        EXPECT_THAT(FindingsIn("src/engine/a.h", ban.what + " x;"), IsEmpty()) << ban.what;
        break;
      case Ban::Kind::kCompareOnly:
        for (const std::string& where : ban.where) {
          const std::string code = "bool b = x == " + ban.what + "::kOne;";
          EXPECT_THAT(FindingsIn("src/engine/a.cc", code), ElementsAre(HasSubstr(ban.what)));
          EXPECT_THAT(FindingsIn("src/" + where + "/a.cc", code), IsEmpty()) << ban.what;
        }
        break;
      case Ban::Kind::kOnce:
        EXPECT_THAT(Findings(Installation(), {{"src/base/numbers/a.cc", include},
                                              {"src/base/numbers/b.cc", include}}),
                    ElementsAre(HasSubstr("src/base/numbers/b.cc")));
        EXPECT_THAT(FindingsIn("src/base/numbers/a.cc", include), IsEmpty());
        break;
    }
  }
}

TEST(IncludeBans, TestsMayReadFilesButNotUseSqlite) {
  EXPECT_THAT(FindingsIn("src/domain/catalogue/a_test.cc", "#include <fstream>"), IsEmpty());
  EXPECT_THAT(FindingsIn("src/domain/catalogue/a_test.cc", "#include <sqlite3.h>"), SizeIs(1));
  EXPECT_THAT(FindingsIn("src/domain/catalogue/a_test.cc", "double x;"), SizeIs(1));
}

TEST(IncludeBans, SinglePaymentMethodIsNotComparedOutsideItsTable) {
  const char* const compared[] = {
      "if (method == payments::PaymentMethod::kCash) return;",
      "if (method !=\n    herlaad::payments::PaymentMethod::kCash) return;",
      "bool b = PaymentMethod::kCash == method;",
      "bool b = payments::PaymentMethod::kCash\n    != method;",
      "switch (method) { case payments::PaymentMethod::kCash: return; }",
      "using enum payments::PaymentMethod;",
  };
  for (const char* code : compared) {
    EXPECT_THAT(FindingsIn("src/engine/a.cc", code), SizeIs(1)) << code;
    EXPECT_THAT(FindingsIn("apps/herlaad/a.cc", code), SizeIs(1)) << code;
    EXPECT_THAT(FindingsIn("src/domain/payments/a.cc", code), IsEmpty()) << code;
    EXPECT_THAT(FindingsIn("src/engine/a_test.cc", code), IsEmpty()) << code;
    EXPECT_THAT(FindingsIn("tests/status/a.cc", code), IsEmpty()) << code;
  }
  const char* const others[] = {
      "payments::PaymentMethod method = payments::PaymentMethod::kCard;",
      "bool b = a.method == b.method;",
      "if (payments::PaymentMethodName(method) == name) return;",
      "auto m = till ? PaymentMethod::kCash : PaymentMethod::kCard;",
      "if (lowercase PaymentMethod::kCash) return;",
      "bool b = PaymentMethods::kCash == method;",
      "// method == PaymentMethod::kCash",
  };
  for (const char* code : others) {
    EXPECT_THAT(FindingsIn("src/engine/a.cc", code), IsEmpty()) << code;
  }
  EXPECT_THAT(FindingsIn("src/engine/a.cc", "\n\nb = x == PaymentMethod::kCash;"),
              ElementsAre(HasSubstr("a.cc:3: ")));
}

TEST(IncludeBans, CommentsAndLiteralsAreIgnored) {
  EXPECT_THAT(FindingsIn("src/domain/ledger/a.cc",
                         "// a double entry\n/* float\n double */\n"
                         "const char* a = \"double\";\nconst char* b = R\"x(double\")x\";\n"
                         "int doubled = 1'000;\nInstant now;\nchar c = '\"'; // double\n"),
              IsEmpty());
  EXPECT_THAT(FindingsIn("src/domain/ledger/a.cc", "int a = 1'000;  /* x */ double b;\n"),
              ElementsAre(HasSubstr(":1: 'double'")));
  EXPECT_THAT(FindingsIn("src/domain/ledger/a.cc", "// #include \"api/http/a.h\"\n"), IsEmpty());
}

TEST(Plan, UndeclaredModuleIsReported) {
  EXPECT_THAT(FindingsIn("src/cellar/a.cc", ""), ElementsAre(HasSubstr("no module")));
}

TEST(Plan, SyntaxErrorNamesItsLine) {
  for (const char* text :
       {"\nroom core", "\nrooms core", "\nword double only base", "\nheader x never", "\nonce",
        "\nfloor base can x", "\ncompare X never base", "\ncompare X only"}) {
    try {
      (void)ReadPlan(text);
      ADD_FAILURE() << text;
    } catch (const std::runtime_error& problem) {
      EXPECT_THAT(problem.what(), HasSubstr("line 2: ")) << text;
    }
  }
}

}  // namespace
}  // namespace herlaad::tools
