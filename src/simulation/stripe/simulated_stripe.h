// SimulatedStripe: the stand-in for Stripe of adapters/sandbox in memory, without a thread or a
// socket: its time is that of the history, and its ids are drawn from the history's seed. Its book
// is the true state of the money there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/stripe/api/stripe_api.h"
#include "adapters/sandbox/stripe/book/stripe_book.h"
#include "base/core/random.h"
#include "base/core/secret.h"
#include "simulation/stage.h"

namespace herlaad::simulation {

inline constexpr std::string_view kStripePages = "https://checkout.stripe.com/pay/";

class SimulatedStripe {
 public:
  // `send` is called with the body of each webhook, `news` when a payment, a dispute or a refund
  // has changed.
  SimulatedStripe(Stage& stage, std::uint64_t seed, Secret key,
                  std::function<void(std::string body)> send, std::function<void()> news);

  // Does `work` with the book, after what has become due, as one transaction; then the webhooks
  // that it caused are sent, unless they are lost.
  template <class Work>
  auto Do(Work work) {
    Begin();
    auto done = work(book_);
    End();
    return done;
  }

  // An answer to a request that has arrived.
  sandbox::StripeAnswer Serve(const sandbox::StripeRequest& request,
                              const std::optional<sandbox::StripeFault>& fault);
  // Between these, a request with that key is in progress.
  void BeginSlow(const std::string& key) { api_.BeginSlow(key); }
  void EndSlow(const std::string& key) { api_.EndSlow(key); }

  // The order that the request is about; empty if it is about none.
  [[nodiscard]] OrderId OrderOf(const sandbox::StripeRequest& request) const;
  // The ids of the order's pages, one at most if Herlaad keeps to its keys.
  [[nodiscard]] const std::vector<std::string>& PagesOf(OrderId order) const;
  [[nodiscard]] const std::map<OrderId, std::vector<std::string>>& pages() const { return pages_; }
  // From now on requests about this intent are about that order, too.
  void KnowIntent(const std::string& intent, OrderId order) { order_of_[intent] = order; }

  // A payment, a dispute or a refund has changed.
  void HasNews() { news_(); }
  // How often something happened.
  void Count(const std::string& what) { ++counts_[what]; }
  [[nodiscard]] const std::map<std::string, std::int64_t>& counts() const { return counts_; }

 private:
  void Begin();
  void End();
  void Arm();
  void DrawRefund(sandbox::StripeBook& book);
  void NotePage(sandbox::StripeBook& book);
  void NoteRefund(sandbox::StripeBook& book);
  void EndRefund(const std::string& refund, std::string_view status);

  Stage& stage_;
  Random ids_;
  std::unique_ptr<sandbox::StripeStore> store_;
  sandbox::StripeEvents events_;
  sandbox::StripeBook book_;
  sandbox::StripeApi api_;
  const std::function<void(std::string body)> send_;
  const std::function<void()> news_;
  bool told_ = false;  // webhooks wait
  std::optional<Instant> armed_;
  std::map<OrderId, std::vector<std::string>> pages_;
  std::map<std::string, OrderId, std::less<>> order_of_;  // by the id of a page or an intent
  std::set<std::string> refunds_;                         // their ids
  std::map<std::string, std::int64_t> counts_;
};

}  // namespace herlaad::simulation
