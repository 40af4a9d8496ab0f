// docs/monitoring/: the alerts and the dashboard, with Debian's Prometheus and a demo.
#include <gmock/gmock.h>

#include <regex>
#include <set>
#include <sstream>

#include "tests/monitoring/prometheus.h"

namespace herlaad::testing {
namespace {

using ::testing::IsEmpty;

constexpr const char* kExamples = HERLAAD_SOURCE_DIR "/docs/monitoring/";
constexpr const char* kUnitTests = HERLAAD_SOURCE_DIR "/tests/monitoring/alerts_test.yml";

std::string Text(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str(), "") << path;
  return text.str();
}

// Every match of the expression's first group.
std::vector<std::string> All(const std::string& text, const char* expression) {
  const std::regex regex(expression);
  std::vector<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), regex);
       at != std::sregex_iterator(); ++at)
    found.push_back((*at)[1].str());
  return found;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

class MonitoringExamples : public Prometheus {
 protected:
  void SetUp() override {
    Prometheus::SetUp();
    if (IsSkipped()) return;
    rules_ = Text(std::string(kExamples) + "alerts.yml");
    std::ofstream(File("alerts.yml")) << rules_;
    std::ofstream(File("alerts_test.yml")) << Text(kUnitTests);
  }

  [[nodiscard]] std::string File(const std::string& name) const {
    return installation_.folder() + "/" + name;
  }
  [[nodiscard]] Finished Promtool(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), kPromtool);
    return testing::Run({std::move(arguments), {}, installation_.folder()});
  }
  [[nodiscard]] std::size_t SeriesOf(const std::string& expression) const {
    const auto data = Ask("/api/v1/query", {"--data-urlencode", "query=" + expression});
    return data.is_object() ? data["result"].size() : 0;
  }

  std::string rules_;
};

TEST_F(MonitoringExamples, PromtoolAcceptsThem) {
  const Finished rules = Promtool({"check", "rules", "alerts.yml"});
  EXPECT_EQ(rules.code, 0) << rules.out << rules.err;
  std::ofstream(File("prometheus.yml")) << Text(std::string(kExamples) + "prometheus.yml");
  const Finished settings = Promtool({"check", "config", "prometheus.yml"});
  EXPECT_EQ(settings.code, 0) << settings.out << settings.err;
}

TEST_F(MonitoringExamples, EachAlertFiresWhenItShouldAndNotOtherwise) {
  const Finished tested = Promtool({"test", "rules", "alerts_test.yml"});
  EXPECT_EQ(tested.code, 0) << tested.out << tested.err;
  const std::string tests = Text(kUnitTests);
  for (const std::string& alert : All(rules_, "- alert: ([A-Za-z]+)")) {
    EXPECT_THAT(All(tests, ("alertname: (" + alert + ")\n").c_str()), ::testing::Not(IsEmpty()))
        << alert << " never fires in a test";
    EXPECT_THAT(All(tests, ("alertname: (" + alert + ")\\}").c_str()), ::testing::Not(IsEmpty()))
        << alert << " is never quiet in a test";
  }
}

TEST_F(MonitoringExamples, UnitTestsNoticeAnotherRule) {
  int changed = 0;
  for (const char* threshold : {"== 0\n", "> 0\n", "> 0.2\n", "> 0.5\n", "> 60\n"}) {
    const std::string other = Replaced(rules_, threshold, "> 1e12\n");
    if (other == rules_) continue;
    ++changed;
    std::ofstream(File("alerts.yml")) << other;
    EXPECT_NE(Promtool({"test", "rules", "alerts_test.yml"}).code, 0) << threshold;
  }
  EXPECT_EQ(changed, 5);
}

TEST_F(MonitoringExamples, AlertsAreEvaluatedAndNoneFiresForAServerThatIsWell) {
  Scrape("rule_files: ['" + File("alerts.yml") + "']\n");
  const auto until = std::chrono::steady_clock::now() + kPrometheusWait;
  nlohmann::json rules;
  bool evaluated = false;
  while (!evaluated && std::chrono::steady_clock::now() < until) {
    const auto groups = Ask("/api/v1/rules")["groups"];
    rules = groups.empty() ? nlohmann::json::array() : groups[0]["rules"];
    evaluated = !rules.empty();
    for (const auto& rule : rules) evaluated = evaluated && rule["health"] != "unknown";
    usleep(50'000);
  }
  EXPECT_EQ(rules.size(), All(rules_, "- alert: ([A-Za-z]+)").size());
  for (const auto& rule : rules) {
    EXPECT_EQ(rule["health"], "ok") << rule;
    EXPECT_THAT(rule["alerts"], IsEmpty()) << rule;
    EXPECT_NE(rule["annotations"]["summary"], "") << rule;
    EXPECT_NE(rule["annotations"]["action"], "") << rule;
  }
  for (const auto& rule : rules) {
    const std::string query = rule["query"];
    for (const std::string& series : All(query, "((?:herlaad_[a-z_]+|up)(?:\\{[^}]*\\}))"))
      EXPECT_GT(SeriesOf(series), 0U) << series << " is in no /metrics";
    for (const std::string& name : All(query, "\\b(herlaad_[a-z_]+)"))
      EXPECT_GT(SeriesOf(name), 0U) << name << " is in no /metrics";
  }
}

TEST_F(MonitoringExamples, EveryExpressionOfTheDashboardReturnsData) {
  Scrape();
  const auto dashboard = nlohmann::json::parse(Text(std::string(kExamples) + "dashboard.json"));
  int expressions = 0;
  for (const auto& panel : dashboard["panels"]) {
    for (const auto& target : panel.value("targets", nlohmann::json::array())) {
      std::string expression = target["expr"];
      expression = Replaced(expression, "$job", "herlaad");
      expression = Replaced(expression, "$instance", ".*");
      expression = Replaced(expression, "$__rate_interval", "1m");
      EXPECT_EQ(expression.find('$'), std::string::npos) << expression;
      EXPECT_GT(SeriesOf(expression), 0U) << panel["title"] << ": " << expression;
      ++expressions;
    }
  }
  EXPECT_GT(expressions, 30);
  EXPECT_EQ(SeriesOf("herlaad_no_such_metric"), 0U) << "no data is noticed";
}

TEST(Dashboard, ShowsEveryMetric) {
  const std::string text = Text(std::string(kExamples) + "dashboard.json");
  const std::string page = Text(HERLAAD_SOURCE_DIR "/docs/operations.md");
  const auto begin = page.find("### Metrics");
  const std::string table = page.substr(begin, page.find("### The log") - begin);
  for (const std::string& name : All(table, "`(herlaad_[a-z_]+)(?:\\{[a-z,]+\\})?`"))
    EXPECT_NE(text.find(name), std::string::npos) << name << " is on no panel";
}

TEST(Dashboard, PanelsHaveTheirOwnPlaces) {
  const auto dashboard = nlohmann::json::parse(Text(std::string(kExamples) + "dashboard.json"));
  std::set<int> ids;
  std::set<std::pair<int, int>> taken;
  for (const auto& panel : dashboard["panels"]) {
    EXPECT_TRUE(ids.insert(panel["id"].get<int>()).second) << panel["title"];
    const auto& at = panel["gridPos"];
    const int right = at["x"].get<int>() + at["w"].get<int>();
    const int bottom = at["y"].get<int>() + at["h"].get<int>();
    EXPECT_LE(right, 24) << panel["title"];
    for (int x = at["x"]; x < right; ++x) {
      for (int y = at["y"]; y < bottom; ++y)
        EXPECT_TRUE(taken.emplace(x, y).second) << panel["title"] << " covers another panel";
    }
  }
}

}  // namespace
}  // namespace herlaad::testing
