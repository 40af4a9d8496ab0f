// Herlaad behind nginx, HAProxy, Apache and Caddy, each with its example configuration of
// docs/proxies/, changed only in its ports.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

constexpr Millis kWait{30'000};
constexpr int kAtOnce = 20;  // requests of one customer
constexpr int kConnections = 40;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "the example no longer says " << from;
  for (; at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string Example(const std::string& name) {
  std::ifstream file(HERLAAD_SOURCE_DIR "/docs/proxies/" + name);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

// One proxy: the command to start it with a folder, its port and Herlaad's.
struct Proxy {
  const char* name;
  const char* program;
  Command (*command)(const std::string& folder, std::uint16_t port, std::uint16_t herlaad);
};

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

Command Nginx(const std::string& folder, std::uint16_t port, std::uint16_t herlaad) {
  std::string site = Replaced(Example("nginx.conf"), "listen 80;",
                              "listen 127.0.0.1:" + std::to_string(port) + ";");
  site = Replaced(site, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(herlaad));
  Write(folder + "/site.conf", site);
  std::string main = geteuid() == 0 ? "user root;\n" : "";
  main += "pid nginx.pid;\nerror_log stderr;\nworker_processes 1;\nevents {}\nhttp {\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    main += std::string(kind) + "_temp_path " + folder + "/" + kind + ";\n";
  }
  Write(folder + "/main.conf", main + "access_log off;\ninclude " + folder + "/site.conf;\n}\n");
  return {{"/usr/sbin/nginx", "-p", folder, "-c", folder + "/main.conf", "-g", "daemon off;"}};
}

Command Haproxy(const std::string& folder, std::uint16_t port, std::uint16_t herlaad) {
  std::string part =
      Replaced(Example("haproxy.cfg"), "bind :80", "bind 127.0.0.1:" + std::to_string(port));
  part = Replaced(part, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(herlaad));
  Write(folder + "/haproxy.cfg", part);
  return {{"/usr/sbin/haproxy", "-db", "-f", folder + "/haproxy.cfg"}};
}

Command Apache(const std::string& folder, std::uint16_t port, std::uint16_t herlaad) {
  std::string site =
      Replaced(Example("apache2.conf"), "*:80>", "127.0.0.1:" + std::to_string(port) + ">");
  site = Replaced(site, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(herlaad));
  std::string main = "ServerRoot " + folder + "\nPidFile " + folder + "/pid\nErrorLog " + folder +
                     "/error.log\nServerName localhost\nListen 127.0.0.1:" + std::to_string(port) +
                     "\nMutex file:" + folder + "\n";
  if (geteuid() == 0) main += "User www-data\nGroup www-data\n";
  for (const char* module :
       {"mpm_event", "authz_core", "authz_host", "proxy", "proxy_http", "headers"}) {
    main += std::string("LoadModule ") + module + "_module /usr/lib/apache2/modules/mod_" + module +
            ".so\n";
  }
  Write(folder + "/apache2.conf", main + site);
  return {{"/usr/sbin/apache2", "-f", folder + "/apache2.conf", "-DFOREGROUND"}};
}

Command Caddy(const std::string& folder, std::uint16_t port, std::uint16_t herlaad) {
  std::string site = Replaced(Example("Caddyfile"), "\ntopup.example {",
                              "\nhttp://127.0.0.1:" + std::to_string(port) + " {");
  site = Replaced(site, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(herlaad));
  Write(folder + "/Caddyfile", "{\n\tadmin off\n\tauto_https off\n}\n" + site);
  return {{"/usr/bin/caddy", "run", "--config", folder + "/Caddyfile", "--adapter", "caddyfile"},
          {{"HOME", folder}, {"XDG_DATA_HOME", folder}, {"XDG_CONFIG_HOME", folder}}};
}

void PrintTo(const Proxy& proxy, std::ostream* out) { *out << proxy.name; }

const Proxy kProxies[] = {{"nginx", "/usr/sbin/nginx", Nginx},
                          {"haproxy", "/usr/sbin/haproxy", Haproxy},
                          {"apache2", "/usr/sbin/apache2", Apache},
                          {"caddy", "/usr/bin/caddy", Caddy}};

class Behind : public ::testing::TestWithParam<Proxy> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(GetParam().program)) {
      GTEST_SKIP() << "SKIPPED: " << GetParam().program << " is not installed (Debian has it as "
                   << GetParam().name << "): its example was not tried";
    }
    const std::string settings = installation_.folder() + "/settings.toml";
    Write(settings, "[server]\ntrusted_proxies = [\"127.0.0.1\"]\n[limits]\nrequests_at_once = " +
                        std::to_string(kAtOnce) + "\nrequests_per_minute = 1\nconnections = " +
                        std::to_string(kConnections) + "\n");
    installation_.StartServer({"demo", "--config", settings});
    const std::string url = installation_.url();
    const auto herlaad = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    port_ = FreePort();
    const std::string folder = installation_.folder() + "/proxy";
    std::filesystem::create_directory(folder);
    proxy_ = std::make_unique<Process>(GetParam().command(folder, port_, herlaad));
    const auto until = std::chrono::steady_clock::now() + kWait;
    while (Status("127.0.0.9", "/en/") != "200" && std::chrono::steady_clock::now() < until) {
      ASSERT_TRUE(proxy_->Running()) << proxy_->out() << proxy_->err();
    }
  }

  void TearDown() override {
    if (!proxy_) return;
    proxy_->Signal(SIGTERM);  // its workers end with it
    EXPECT_TRUE(proxy_->Wait(kWait)) << "SIGTERM ends it";
  }

  [[nodiscard]] std::string Url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  // curl, as a customer at one of the loopback addresses.
  [[nodiscard]] Command Curl(const std::string& from, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"/usr/bin/curl", "-sN", "--max-time", "30", "--interface", from});
    return {std::move(arguments)};
  }
  [[nodiscard]] std::string Status(const std::string& from, const std::string& path,
                                   const std::string& claimed = "203.0.113.1") const {
    return testing::Run(Curl(from, {"-o", "/dev/null", "-w", "%{http_code}", "-H",
                                    "X-Forwarded-For: " + claimed, Url(path)}))
        .out;
  }

  Installation installation_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Process> proxy_;
};

TEST_P(Behind, PageFollowsItsOrder) {
  const Finished opened = testing::Run(Curl("127.0.0.2", {"-X", "POST", Url("/v1/sessions")}));
  const auto session = nlohmann::json::parse(opened.out, nullptr, false);
  ASSERT_TRUE(session.contains("session")) << opened.out << opened.err;
  const Finished placed = testing::Run(Curl(
      "127.0.0.2",
      {"-H", "Content-Type: application/json", "-H", "Idempotency-Key: behind a proxy, one order",
       "-H", "Herlaad-Session: " + session["session"].get<std::string>(), "-d",
       R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
       Url("/v1/topups")}));
  const auto order = nlohmann::json::parse(placed.out, nullptr, false);
  ASSERT_TRUE(order.contains("id")) << placed.out << placed.err;
  const std::string id = order["id"];
  EXPECT_EQ(Status("127.0.0.2", "/en/orders/" + id), "200");

  Process events(Curl("127.0.0.2", {Url("/v1/topups/" + id + "/events")}));
  const auto first = events.WaitForLine("data: ", Millis(10'000));
  ASSERT_TRUE(first) << "the first event is not held back";
  const Finished cancelled = testing::Run(
      Curl("127.0.0.2", {"-H", "Content-Type: application/json", "-d",
                         nlohmann::json{{"cancel_token", order["cancel_token"]}}.dump(),
                         Url("/v1/topups/" + id + "/cancel")}));
  EXPECT_NE(cancelled.out.find(id), std::string::npos) << cancelled.out;
  EXPECT_TRUE(events.WaitForLine("\"state\":\"cancelled\"", Millis(20'000))) << events.out();
  const auto ended = events.Wait(Millis(10'000));
  ASSERT_TRUE(ended) << "the stream ends after the last state";
  EXPECT_EQ(ended->code, 0);
}

TEST_P(Behind, CustomersAreIdentifiedByTheirAddress) {
  // A forged address in the header, a different one each time, changes nothing.
  for (int i = 0; i < kAtOnce; ++i) {
    EXPECT_EQ(Status("127.0.0.2", "/v1/topups/tu_x", "203.0.113." + std::to_string(i)), "404");
  }
  EXPECT_EQ(Status("127.0.0.2", "/v1/topups/tu_x", "203.0.113.99"), "429");
  EXPECT_EQ(Status("127.0.0.3", "/v1/topups/tu_x"), "404") << "another customer";
}

TEST_P(Behind, MetricsAndHealthAreNotPublic) {
  EXPECT_EQ(Status("127.0.0.2", "/metrics"), "403");
  EXPECT_EQ(Status("127.0.0.2", "/health/ready"), "403");
}

// The proxy buffers incomplete bodies: passed on as they arrive, one customer's could use up
// Herlaad's connections.
TEST_P(Behind, SlowBodiesOfOneCustomerDoNotBlockOthers) {
  std::vector<int> slow;
  for (int i = 0; i < 2 * kConnections; ++i) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    const std::string begun =
        "POST /v1/quotes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000\r\n\r\n{";
    EXPECT_EQ(send(fd, begun.data(), begun.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(begun.size()));
    slow.push_back(fd);
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Status("127.0.0.4", "/en/"), "200");
  for (const int fd : slow) close(fd);
}

INSTANTIATE_TEST_SUITE_P(Proxies, Behind, ::testing::ValuesIn(kProxies),
                         [](const auto& proxy) { return std::string(proxy.param.name); });

}  // namespace
}  // namespace herlaad::testing
