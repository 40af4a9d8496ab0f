#include "adapters/net/client/smtp_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/core/check.h"

namespace herlaad::net {
namespace {

long ToLong(std::int64_t number) { return static_cast<long>(number); }  // NOLINT: libcurl's type

bool CannotStandInACommand(std::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '<' || c == '>';
         });
}

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// One mail on one connection.
class Delivery {
 public:
  Delivery(const SmtpOptions& options, const SmtpMail& mail, const std::atomic<bool>& stopped)
      : options_(options), mail_(mail), stopped_(stopped), easy_(curl_easy_init()) {
    CHECK(easy_ != nullptr, "libcurl has memory");
  }

  Status<SmtpError> Run() {
    SetUpConnection();
    SetUpMail();
    const CURLcode code = curl_easy_perform(easy_.get());
    if (code == CURLE_OK) return Nothing{};
    return Failure{Explain(code)};
  }

 private:
  void SetUpConnection() {
    CURL* const easy = easy_.get();
    const std::string url = options_.url + "/" + options_.own_name;
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, ToLong(options_.total_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, ToLong(options_.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     ToLong(options_.starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, ToLong(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    if (!options_.user.empty()) {
      curl_easy_setopt(easy, CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(easy, CURLOPT_PASSWORD, options_.password.Reveal().c_str());
    }
    // Closes the connection where OnProgress can abort it, not in curl_easy_cleanup, where it
    // cannot.
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &Delivery::OnProgress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
  }

  void SetUpMail() {
    CURL* const easy = easy_.get();
    receivers_.reset(curl_slist_append(nullptr, mail_.to.c_str()));
    CHECK(receivers_ != nullptr, "libcurl has memory");
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, mail_.from.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, receivers_.get());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Delivery::OnRead);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail_.data.size()));
  }

  // From MAIL on, a 5xx is about this mail; one about authentication or TLS is about the
  // configuration, which can be corrected. Without the reply after DATA the outcome is unknown.
  [[nodiscard]] SmtpError Explain(CURLcode code) const {
    SmtpError error;
    long last = 0;  // NOLINT: libcurl's type
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &last);
    error.code = static_cast<int>(last);
    error.message = curl_easy_strerror(code);
    const bool answered =
        code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_RECV_ERROR;
    const bool about_us = last == 530 || last == 534 || last == 535 || last == 538;
    if (read_ > 0) {
      const bool last_word = last != 354 && last >= 400 && answered;
      if (!last_word) error.kind = SmtpErrorKind::kUnknown;
      if (last_word && last >= 500) error.kind = SmtpErrorKind::kRefused;
    } else if (code == CURLE_SEND_ERROR && last >= 500 && last < 600 && !about_us) {
      error.kind = SmtpErrorKind::kRefused;
    }
    return error;
  }

  static std::size_t OnRead(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& delivery = *static_cast<Delivery*>(self);
    const std::size_t left = delivery.mail_.data.size() - delivery.read_;
    const std::size_t now = std::min(left, size * count);
    std::memcpy(bytes, delivery.mail_.data.data() + delivery.read_, now);
    delivery.read_ += now;
    return now;
  }

  // Called at least once a second. libcurl's own time-out does not cover the QUIT after a failed
  // mail: it waits another minute for a silent server.
  static int OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& delivery = *static_cast<Delivery*>(self);
    return delivery.stopped_.load() || std::chrono::steady_clock::now() > delivery.ends_at_ ? 1 : 0;
  }

  const SmtpOptions& options_;
  const SmtpMail& mail_;
  const std::atomic<bool>& stopped_;
  const std::unique_ptr<CURL, EasyFree> easy_;
  std::unique_ptr<curl_slist, ListFree> receivers_;
  const std::chrono::steady_clock::time_point ends_at_ =
      std::chrono::steady_clock::now() + options_.total_timeout;
  std::size_t read_ = 0;
};

}  // namespace

SmtpClient::SmtpClient(SmtpOptions options) : options_(std::move(options)) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(once == CURLE_OK, "libcurl starts");
}

Status<SmtpError> SmtpClient::Send(const SmtpMail& mail) const {
  if (CannotStandInACommand(mail.from) || CannotStandInACommand(mail.to)) {
    return Failure{SmtpError{SmtpErrorKind::kRefused, 0, "an address cannot stand in a command"}};
  }
  if (stopped_.load()) return Failure{SmtpError{SmtpErrorKind::kLater, 0, "stopped"}};
  return Delivery(options_, mail, stopped_).Run();
}

}  // namespace herlaad::net
