// Herlaad behind nginx, HAProxy, Apache and Caddy, each with its example configuration of
// docs/proxies/, changed only in its ports and its
// certificate.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/net/server/testing_tls.h"
#include "adapters/net/server/tls.h"
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

constexpr Millis kWait{30'000};
constexpr int kAtOnce = 20;  // requests of one customer
constexpr int kConnections = 40;
constexpr const char* kBatchPath = "/v1/topups:batch";  // which may have the longest bodies

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

// Where the proxy listens, and its certificate.
struct Ports {
  std::uint16_t plain = 0;
  std::uint16_t tls = 0;
  std::uint16_t herlaad = 0;
  net::TlsFiles files = {};
};

// One proxy: the command to start it with a folder of its own.
struct Proxy {
  const char* name;
  const char* program;
  Command (*command)(const std::string& folder, const Ports& ports);
};

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Here(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

// What all examples say alike.
std::string WithPorts(const std::string& text, const Ports& ports) {
  return Replaced(text, "127.0.0.1:8080", Here(ports.herlaad));
}

std::string WithCertificate(std::string text, const Ports& ports) {
  text = Replaced(text, "/etc/ssl/topup.example/fullchain.pem", ports.files.certificate);
  return Replaced(text, "/etc/ssl/topup.example/privkey.pem", ports.files.key);
}

Command Nginx(const std::string& folder, const Ports& ports) {
  std::string site = Replaced(WithPorts(Example("nginx.conf"), ports), "listen 80;",
                              "listen " + Here(ports.plain) + ";");
  site = Replaced(site, "listen 443 ", "listen " + Here(ports.tls) + " ");
  Write(folder + "/site.conf", WithCertificate(site, ports));
  std::string main = geteuid() == 0 ? "user root;\n" : "";
  main += "pid nginx.pid;\nerror_log stderr;\nworker_processes 1;\nevents {}\nhttp {\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    main += std::string(kind) + "_temp_path " + folder + "/" + kind + ";\n";
  }
  Write(folder + "/main.conf", main + "access_log off;\ninclude " + folder + "/site.conf;\n}\n");
  return {{"/usr/sbin/nginx", "-p", folder, "-c", folder + "/main.conf", "-g", "daemon off;"}};
}

Command Haproxy(const std::string& folder, const Ports& ports) {
  std::string part = Replaced(WithPorts(Example("haproxy.cfg"), ports), "bind :80\n",
                              "bind " + Here(ports.plain) + "\n");
  part = Replaced(part, "bind :443 ", "bind " + Here(ports.tls) + " ");
  part = Replaced(part, "/etc/haproxy/topup.pem", folder + "/both.pem");
  Write(folder + "/both.pem", Read(ports.files.certificate) + Read(ports.files.key));
  Write(folder + "/haproxy.cfg", part);
  return {{"/usr/sbin/haproxy", "-db", "-f", folder + "/haproxy.cfg"}};
}

Command Apache(const std::string& folder, const Ports& ports) {
  std::string site =
      Replaced(WithPorts(Example("apache2.conf"), ports), "*:80>", Here(ports.plain) + ">");
  site = WithCertificate(Replaced(site, "*:443>", Here(ports.tls) + ">"), ports);
  std::string main = "ServerRoot " + folder + "\nPidFile " + folder + "/pid\nErrorLog " + folder +
                     "/error.log\nServerName localhost\nListen " + Here(ports.plain) + "\nListen " +
                     Here(ports.tls) + "\nMutex file:" + folder + "\n";
  if (geteuid() == 0) main += "User www-data\nGroup www-data\n";
  for (const char* module : {"mpm_event", "authz_core", "authz_host", "alias", "socache_shmcb",
                             "ssl", "proxy", "proxy_http", "headers"}) {
    main += std::string("LoadModule ") + module + "_module /usr/lib/apache2/modules/mod_" + module +
            ".so\n";
  }
  Write(folder + "/apache2.conf", main + site);
  return {{"/usr/sbin/apache2", "-f", folder + "/apache2.conf", "-DFOREGROUND"}};
}

// Obtaining certificates needs a name in the Internet: it is given one, and the plain port.
Command Caddy(const std::string& folder, const Ports& ports) {
  const std::string site =
      Replaced(WithPorts(Example("Caddyfile"), ports), "\ntopup.example {",
               "\nhttps://127.0.0.1:" + std::to_string(ports.tls) + " {\n\ttls " +
                   ports.files.certificate + " " + ports.files.key);
  Write(folder + "/Caddyfile", "{\n\tadmin off\n\tauto_https disable_certs\n\thttp_port " +
                                   std::to_string(ports.plain) + "\n\thttps_port " +
                                   std::to_string(ports.tls) + "\n}\n" + site);
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
    const std::string folder = installation_.folder() + "/proxy";
    std::filesystem::create_directory(folder);
    ports_ = {ReservePorts(),
              ReservePorts(),
              herlaad,
              {folder + "/certificate.pem", folder + "/key.pem"}};
    net::testing::WriteCertificate(ports_.files);
    proxy_ = std::make_unique<Process>(GetParam().command(folder, ports_));
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
    return "https://" + Here(ports_.tls) + path;
  }
  // curl, as a customer at one of the loopback addresses.
  [[nodiscard]] Command Curl(const std::string& from, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"/usr/bin/curl", "-sN", "--max-time", "30", "--interface",
                                         from, "--cacert", ports_.files.certificate});
    return {std::move(arguments)};
  }
  [[nodiscard]] std::string Status(const std::string& from, const std::string& path,
                                   const std::string& claimed = "203.0.113.1") const {
    return testing::Run(Curl(from, {"-o", "/dev/null", "-w", "%{http_code}", "-H",
                                    "X-Forwarded-For: " + claimed, Url(path)}))
        .out;
  }

  Installation installation_;
  Ports ports_;
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

// It sends this header only to customers who do.
TEST_P(Behind, HerlaadKnowsThatTheCustomerUsesTls) {
  const Finished page =
      testing::Run(Curl("127.0.0.2", {"-o", "/dev/null", "-D", "-", Url("/en/")}));
  std::string headers = page.out;
  std::transform(headers.begin(), headers.end(), headers.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  EXPECT_NE(headers.find("strict-transport-security: max-age="), std::string::npos) << page.out;
}

TEST_P(Behind, PlainHttpIsRedirected) {
  const std::string url = "http://" + Here(ports_.plain) + "/en/?a=b";
  const Finished asked =
      testing::Run(Curl("127.0.0.2", {"-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H",
                                      "X-Forwarded-Proto: https", url}));
  EXPECT_TRUE(asked.out.starts_with("308 https://")) << asked.out;
  EXPECT_TRUE(asked.out.ends_with("/en/?a=b")) << asked.out;
}

TEST_P(Behind, LongBodiesPassUpToTheLimitOfTheirPath) {
  const std::string file = installation_.folder() + "/body";
  const auto sent = [&](std::size_t size, const std::string& path) {
    std::string body = R"({"msisdn":"0470123456")";
    body.resize(size - 1, ' ');
    Write(file, body + '}');
    return testing::Run(Curl("127.0.0.5", {"-o", "/dev/null", "-w", "%{http_code}", "-H",
                                           "Content-Type: application/json", "-H",
                                           "Expect:", "--data-binary", "@" + file, Url(path)}))
        .out;
  };
  EXPECT_EQ(sent(60'000, "/v1/quotes"), "200");
  EXPECT_EQ(sent(70'000, "/v1/quotes"), "413") << "of Herlaad";
  EXPECT_EQ(sent(1'000'000, kBatchPath), "401") << "complete, and without a key";
  EXPECT_EQ(sent(1'100'000, kBatchPath), "413");
}

// The proxy buffers incomplete bodies: passed on as they arrive, one customer's could use up
// Herlaad's connections.
TEST_P(Behind, SlowBodiesOfOneCustomerDoNotBlockOthers) {
  const std::unique_ptr<SSL_CTX, net::SslFree> context(SSL_CTX_new(TLS_client_method()));
  std::vector<std::pair<int, net::SslPointer>> slow;
  for (int i = 0; i < 2 * kConnections; ++i) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(ports_.tls);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    const std::string begun =
        "POST /v1/quotes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000\r\n\r\n{";
    net::SslPointer tls(SSL_new(context.get()));
    SSL_set_fd(tls.get(), fd);
    ASSERT_EQ(SSL_connect(tls.get()), 1);
    EXPECT_EQ(SSL_write(tls.get(), begun.data(), static_cast<int>(begun.size())),
              static_cast<int>(begun.size()));
    slow.emplace_back(fd, std::move(tls));
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Status("127.0.0.4", "/en/"), "200");
  for (const auto& [fd, tls] : slow) close(fd);
}

INSTANTIATE_TEST_SUITE_P(Proxies, Behind, ::testing::ValuesIn(kProxies),
                         [](const auto& proxy) { return std::string(proxy.param.name); });

}  // namespace
}  // namespace herlaad::testing
