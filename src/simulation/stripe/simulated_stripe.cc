#include "simulation/stripe/simulated_stripe.h"

#include <algorithm>
#include <utility>

#include "adapters/sandbox/stripe/book/refunds.h"
#include "adapters/sandbox/stripe/book/sessions.h"
#include "base/core/check.h"
#include "domain/orders/order.h"

namespace herlaad::simulation {
namespace {

using nlohmann::json;
using sandbox::StripeBook;
using sandbox::StripeFault;

constexpr std::string_view kSessions = "/v1/checkout/sessions";
constexpr std::string_view kRefunds = "/v1/refunds";
constexpr std::size_t kWebhooksAtOnce = 1'000;
constexpr std::int64_t kDay = 24LL * 3'600'000;

std::unique_ptr<sandbox::StripeStore> NewStore() {
  auto store = sandbox::StripeStore::InMemory();
  CHECK(store.ok(), "a database in memory can be opened");
  return *std::move(store);
}

// As RandomSecret: lower-case Crockford base32.
std::string DrawText(Random& random, std::size_t bytes) {
  static constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string text((bytes * 8 + 4) / 5, '0');
  for (char& letter : text) letter = kLetters[random.Below(kLetters.size())];
  return text;
}

std::optional<json> Newest(StripeBook& book, const char* kind) {
  sandbox::StripeListQuery query;
  query.kind = kind;
  query.limit = 1;
  auto found = book.store.List(query);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

SimulatedStripe::SimulatedStripe(Stage& stage, std::uint64_t seed, Secret key,
                                 std::function<void(std::string body)> send,
                                 std::function<void()> news)
    : stage_(stage),
      ids_(seed),
      store_(NewStore()),
      events_(
          *store_, [this] { return stage_.now(); }, [this] { told_ = true; },
          [this] { return stage_.now(); }),
      book_{*store_, events_, [this] { return stage_.now(); }, std::string(kStripePages)},
      api_(book_, std::move(key)),
      send_(std::move(send)),
      news_(std::move(news)) {
  static constexpr const char* kThin[] = {"off", "off", "both", "only"};
  store_->DrawFrom([this](std::size_t bytes) { return DrawText(ids_, bytes); });
  events_.SetThin(kThin[ids_.Below(std::size(kThin))]);
}

void SimulatedStripe::Begin() {
  store_->database().Begin();
  sandbox::RunDuePlans(book_);
  const Rates& rates = stage_.rates();
  if (stage_.Happens(rates.callback_silent)) {
    events_.UseOnce(sandbox::WebhookMode::kDrop);
  } else if (stage_.Happens(rates.callback_repeated)) {
    events_.UseOnce(sandbox::WebhookMode::kRepeat);
  }
}

// Each webhook goes its own way from here, so that any of them may be the first to arrive.
void SimulatedStripe::End() {
  events_.Flush();
  std::vector<sandbox::Callback> due;
  if (std::exchange(told_, false)) due = store_->DueCallbacks(stage_.now(), kWebhooksAtOnce);
  for (const sandbox::Callback& webhook : due) store_->DropCallback(webhook.id);
  CHECK(store_->database().Commit(), "the stand-in's statements are right");
  for (sandbox::Callback& webhook : due) send_(std::move(webhook.body));
  Arm();
}

void SimulatedStripe::Arm() {
  const auto next = store_->NextPlanDue();
  if (!next || (armed_ && *armed_ <= *next)) return;
  armed_ = *next;
  stage_.schedule.At(*next, [this, due = *next] {
    if (armed_ != due) return;
    armed_.reset();
    (void)Do([](StripeBook&) { return true; });
  });
}

sandbox::StripeAnswer SimulatedStripe::Serve(const sandbox::StripeRequest& request,
                                             const std::optional<StripeFault>& fault) {
  return Do([&](StripeBook& book) {
    if (request.method != "POST") return api_.Serve(request, fault);
    if (request.path == kRefunds) DrawRefund(book);
    sandbox::StripeAnswer answer = api_.Serve(request, fault);
    if (request.path == kSessions) NotePage(book);
    if (request.path == kRefunds) NoteRefund(book);
    return answer;
  });
}

void SimulatedStripe::NotePage(StripeBook& book) {
  const auto session = Newest(book, "checkout.session");
  if (!session) return;
  const std::string id = session->at("id");
  const auto name =
      orders::ParsePartReference(session->at("client_reference_id").get<std::string>());
  CHECK(name.has_value(), "the adapter names the payment");
  if (!order_of_.emplace(id, name->order).second) return;
  pages_[name->order].push_back(id);
  Count("page");
  stage_.Tell(name->order, "stripe: makes the page " + id);
}

void SimulatedStripe::DrawRefund(StripeBook& book) {
  const char* outcome = "succeeded";
  if (stage_.Happens(stage_.rates().refund_refused)) {
    outcome = "failed";
  } else if (stage_.Happens(stage_.rates().refund_slow)) {
    outcome = "pending";
  }
  book.store.SetSetting("refunds", outcome);
}

void SimulatedStripe::NoteRefund(StripeBook& book) {
  const auto refund = Newest(book, "refund");
  if (!refund) return;
  const std::string id = refund->at("id");
  if (!refunds_.insert(id).second) return;
  const std::string status = refund->at("status");
  Count("refund " + status);
  const auto order = order_of_.find(refund->at("payment_intent").get<std::string>());
  if (order != order_of_.end())
    stage_.Tell(order->second, "stripe: makes the refund " + id + ", which is " + status);
  HasNews();
  if (status == "pending") {
    const bool fails = stage_.Happens(stage_.rates().refund_refused);
    stage_.schedule.After(stage_.Between(60'000, 3 * kDay),
                          [this, id, fails] { EndRefund(id, fails ? "failed" : "succeeded"); });
  } else if (status == "succeeded" && stage_.Happens(stage_.rates().refund_undone)) {
    stage_.schedule.After(stage_.Between(60'000, 3 * kDay), [this, id] {
      Count("refund undone");
      EndRefund(id, "failed");
    });
  }
}

void SimulatedStripe::EndRefund(const std::string& refund, std::string_view status) {
  const auto ended =
      Do([&](StripeBook& book) { return sandbox::SetRefundStatus(book, refund, status); });
  if (!ended.ok()) return stage_.Break("the stand-in cannot end its own refund " + refund);
  const auto order = order_of_.find(ended->at("payment_intent").get<std::string>());
  if (order != order_of_.end())
    stage_.Tell(order->second, "stripe: the refund " + refund + " has " + std::string(status));
  HasNews();
}

OrderId SimulatedStripe::OrderOf(const sandbox::StripeRequest& request) const {
  if (const auto name = orders::ParsePartReference(request.key)) return name->order;
  const std::string text = request.path + "&" + request.parameters;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("/=&", begin), text.size());
    const auto found = order_of_.find(std::string_view(text).substr(begin, end - begin));
    if (found != order_of_.end()) return found->second;
    begin = end + 1;
  }
  return {};
}

const std::vector<std::string>& SimulatedStripe::PagesOf(OrderId order) const {
  static const std::vector<std::string> kNone;
  const auto at = pages_.find(order);
  return at == pages_.end() ? kNone : at->second;
}

}  // namespace herlaad::simulation
