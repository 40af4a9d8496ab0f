#include "api/http/pages/order_page.h"

#include <algorithm>

#include "api/http/core/html/support_note.h"
#include "api/http/topups/placing/client_details.h"
#include "api/http/topups/status/render_topup.h"
#include "base/core/check.h"
#include "base/messages/formats.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/status/whom_to_ask.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

using messages::Key;
using orders::StatusStep;
using orders::StatusView;

// As in web/src/parts/Icon.svelte: drawn on 24 × 24, always beside a word.
constexpr std::string_view kTick = "M5 12.5l4.5 4.5L19 7.5";
constexpr std::string_view kStop = "M7 7l10 10M17 7L7 17";
constexpr std::string_view kWait = "M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z";
constexpr std::string_view kBack = "M9 7L4 12l5 5M4.5 12H15a5 5 0 0 1 0 10h-1";
constexpr std::string_view kAhead = "M12 11v2";
constexpr std::string_view kPerson =
    "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5";

void Icon(std::string_view path, Html& out) {
  out.Markup("<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"");
  out.Markup(path).Markup("\"/></svg>");
}

struct MoodLook {
  std::string_view css_class;
  std::string_view icon;
};
MoodLook LookOf(StatusView::Mood mood) {
  switch (mood) {
    case StatusView::Mood::kGood:
      return {"good", kTick};
    case StatusView::Mood::kWait:
      return {"wait", kWait};
    case StatusView::Mood::kStop:
      return {"stop", kStop};
    case StatusView::Mood::kNeutral:
      return {"neutral", kBack};
    case StatusView::Mood::kAttention:
      return {"wait", kPerson};
  }
  CHECK(false, "a status has one of the listed moods");
}

struct MarkLook {
  std::string_view css_class;
  std::string_view icon;
  Key word;
};
MarkLook LookOf(StatusStep::Mark mark) {
  switch (mark) {
    case StatusStep::Mark::kDone:
      return {"done", kTick, "mark.done"};
    case StatusStep::Mark::kMoving:
      return {"moving", kWait, "mark.moving"};
    case StatusStep::Mark::kAhead:
      return {"ahead", kAhead, "mark.ahead"};
    case StatusStep::Mark::kStopped:
      return {"stopped", kStop, "mark.stopped"};
  }
  CHECK(false, "a step has one of the listed marks");
}

std::string Say(const orders::Phrase& phrase, const OrderView& view) {
  return orders::PhraseText(phrase, view.language, view.now);
}

void Head(const StatusView& status, const OrderView& view, Html& out) {
  const MoodLook look = LookOf(status.mood);
  out.Markup("<div class=\"head ").Markup(look.css_class).Markup("\"><span class=\"badge\">");
  Icon(look.icon, out);
  out.Markup("</span>\n").Element("h1", "", Say(status.headline, view));
  out.Element("p", "money", orders::PhraseText(status.money, view.language, view.now));
  for (const orders::Phrase& sentence : status.next) out.Element("p", "", Say(sentence, view));
  out.Markup("</div>\n");
}

void Step(const StatusStep& step, const OrderView& view, Html& out) {
  const MarkLook look = LookOf(step.mark);
  out.Markup("<li class=\"").Markup(look.css_class).Markup("\">");
  Icon(look.icon, out);
  out.Markup("<div><p class=\"what\"><span class=\"hidden\">");
  out.Text(messages::Text(view.language, look.word)).Markup("</span> ").Words(Say(step.what, view));
  if (step.amount) {
    out.Markup(" <span class=\"sum\">").Text(messages::Price(view.language, *step.amount));
    out.Markup("</span>");
  }
  out.Markup("</p>");
  if (step.more) out.Element("p", "quiet", Say(*step.more, view));
  out.Markup("</div>");
  if (step.at.ms != 0) {
    out.Markup("<time datetime=\"").Text(ToRfc3339(step.at)).Markup("\">");
    out.Words(messages::MomentExact(view.language, step.at, view.now)).Markup("</time>");
  }
  out.Markup("</li>\n");
}

void Row(std::string_view name, std::string_view value, Html& out,
         std::string_view css_class = "") {
  out.Markup("<div>").Element("dt", "", name).Element("dd", css_class, value).Markup("</div>\n");
}

void Support(const OrderView& view, Html& out) {
  if (view.op == nullptr || view.op->support.phone.empty()) return;
  std::string digits = view.op->support.phone;
  digits.erase(std::remove(digits.begin(), digits.end(), ' '), digits.end());
  out.Markup("<p class=\"note\">");
  out.Text(messages::Text(view.language, "details.support", {{"operator", view.op->name}}));
  out.Markup(" ").Link("tel:" + digits, "", view.op->support.phone).Markup("</p>\n");
}

void Details(const OrderView& view, const std::string& operator_name, Html& out) {
  const orders::Order& order = view.order;
  const auto text = [&view](Key key) { return messages::Text(view.language, key); };
  const auto price = [&](std::int64_t minor) {
    return messages::Price(view.language, {minor, order.terms.currency});
  };
  out.Markup("<section class=\"details\" aria-label=\"").Text(text("details.title"));
  out.Markup("\"><dl>\n");
  Row(text("details.number"), order.msisdn().National(), out, "number");
  Row(text("details.operator"), operator_name, out);
  Row(text("details.amount"), price(order.terms.amount), out);
  if (order.terms.fee > 0) Row(text("choice.fee"), price(order.terms.fee), out);
  out.Markup("<div><dt>").Text(text("choice.total"));
  if (const std::int64_t vat = orders::VatOf(order); vat > 0) {
    out.Markup(" <span class=\"quiet\">");
    out.Text(messages::Text(view.language, "choice.vat", {{"vat", price(vat)}})).Markup("</span>");
  }
  out.Markup("</dt>").Element("dd", "", price(order.terms.total())).Markup("</div>\n");
  Row(text("details.tender"), text(payments::PaymentMethodLabel(order.payment_method)), out);
  Row(text("details.ordered"), messages::MomentExact(view.language, order.created_at, view.now),
      out);
  if (const auto credited = CreditedOf(order)) {
    Row(text("details.valid"), messages::Day(view.language, credited->valid_until), out);
    if (credited->bonus_until.ms != 0) {
      Row(text("details.bonus_valid"), messages::Day(view.language, credited->bonus_until), out);
    }
  }
  Row(text("details.reference"), ToText(order.id), out, "code");
  out.Markup("</dl>\n");
  const orders::WhomToAsk whom = orders::WhomToAskAbout(order);
  if (whom.help_desk) SupportNote(view.support, view.language, "note", out);
  if (whom.operator_line) Support(view, out);
  out.Markup("</section>\n");
}

const std::string& NameOf(const OrderView& view) {
  return view.op != nullptr ? view.op->name : view.order.operator_id();
}

}  // namespace

StatusView StatusOf(const OrderView& view) {
  return orders::StatusOf(view.order, NameOf(view), view.now);
}

Html OrderMain(const OrderView& view, const StatusView& status, const Links& links) {
  const auto text = [&view](Key key) { return messages::Text(view.language, key); };
  const std::string token = links.Token(view.order.id);
  Html out;
  out.Markup("<article>\n");
  Head(status, view, out);
  out.Markup("<ol class=\"steps\" aria-label=\"").Text(text("order.steps")).Markup("\">\n");
  for (const StatusStep& step : status.steps) Step(step, view, out);
  out.Markup("</ol>\n");
  if (status.can_pay) {
    out.Markup("<div class=\"actions\">");
    out.Link(links.Pay(token), "button next", text("order.continue")).Markup("</div>\n");
  }
  if (orders::HasReceipt(view.order)) {
    const std::string language(messages::Code(view.language));
    out.Markup("<div class=\"actions\">");
    out.Link("/v1/topups/" + token + "/receipt.pdf?lang=" + language, "button",
             text("order.receipt"));
    out.Markup("</div>\n");
  }
  if (MayReturn(view.order)) {
    out.Markup("<div class=\"actions\">");
    out.Link(
        view.order.details.return_url, "button",
        messages::Text(view.language, "order.back", {{"host", ReturnHost(view.order.details)}}));
    out.Markup("</div>\n");
  }
  Details(view, NameOf(view), out);
  if (status.look_again_seconds > 0) {
    out.Markup("<noscript><p class=\"note\">").Text(text("page.looks_again"));
    out.Markup(messages::SentenceGap(view.language));
    out.Link("", "", text("page.look_now")).Markup("</p></noscript>\n");
  }
  return out.Markup("</article>\n");
}

}  // namespace herlaad::http
