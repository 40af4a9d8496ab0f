#include "tests/crash/witness.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "adapters/sandbox/sandbox_entries.h"
#include "domain/orders/order.h"

namespace herlaad::testing {
namespace {

using nlohmann::json;

std::optional<json> Read(Cluster& cluster, const std::string& path) {
  net::ClientRequest request;
  request.url = cluster.url() + path;
  request.headers = {{"authorization", "Bearer " + cluster.key()}};
  for (int tries = 0; tries < 5; ++tries) {
    const auto answer = cluster.Send(request);
    if (answer && answer->status == 200) return json::parse(answer->body);
    if (answer && answer->status == 404) return std::nullopt;
  }
  return std::nullopt;
}

bool IsEnd(const std::string& state) {
  return state == "delivered" || state == "refunded" || state == "cancelled" ||
         state == "expired" || state == "attention";
}

// What the sandbox says about one order.
struct Outside {
  std::int64_t charged = 0;
  std::int64_t given_back = 0;
  int credits = 0;
};

std::string OrderOf(const std::string& reference) {
  const auto part = orders::ParsePartReference(reference);
  return part ? ToText(part->order) : "";
}

class Comparison {
 public:
  Comparison(Cluster& cluster, const std::vector<Acknowledged>& orders)
      : cluster_(cluster), orders_(orders) {}

  std::vector<std::string> Run() {
    if (cluster_.cards_by() == CardsBy::kStripe) ReadStripe();
    ReadBank();
    ReadOperator();
    for (const Acknowledged& order : orders_) Compare(order);
    CompareBalances();
    const auto verified = cluster_.Run({"verify"});
    if (verified.code != 0) Say("verify: " + verified.out + verified.err);
    return std::move(differences_);
  }

 private:
  void Say(std::string difference) { differences_.push_back(std::move(difference)); }

  // All pages of one of Stripe's lists.
  std::vector<json> ReadStripe(const std::string& list) {
    std::vector<json> all;
    for (bool more = true; more;) {
      net::ClientRequest request;
      request.url = cluster_.stripe_url() + "/v1/" + list + "?limit=100";
      if (!all.empty()) request.url += "&starting_after=" + all.back().at("id").get<std::string>();
      request.headers = {{"authorization", std::string("Bearer ") + sandbox::kDemoStripeKey}};
      const auto answer = cluster_.Send(request);
      if (!answer || answer->status != 200) {
        Say("the stand-in does not list " + list);
        return all;
      }
      const json page = json::parse(answer->body);
      for (const json& object : page.at("data")) all.push_back(object);
      more = page.at("has_more").get<bool>();
    }
    return all;
  }

  void ReadStripe() {
    std::map<std::string, std::string> order_of_charge;
    for (const json& charge : ReadStripe("charges")) {
      if (!charge.at("paid").get<bool>()) continue;
      const std::string order = OrderOf(charge.at("metadata").value("herlaad_payment", ""));
      order_of_charge[charge.at("id")] = order;
      outside_[order].charged += charge.at("amount").get<std::int64_t>();
    }
    for (const json& refund : ReadStripe("refunds")) {
      if (refund.at("status") != "succeeded") continue;
      outside_[order_of_charge[refund.at("charge")]].given_back +=
          refund.at("amount").get<std::int64_t>();
    }
  }

  void ReadBank() {
    const auto entries = sandbox::ReadBankEntries(cluster_.sandbox_folder());
    if (!entries.ok()) return Say(entries.error());
    std::map<std::string, std::string> order_of_charge;
    for (const auto& charge : entries->charges) {
      order_of_charge[charge.reference] = OrderOf(charge.session);
      outside_[OrderOf(charge.session)].charged += charge.amount;
    }
    for (const auto& refund : entries->refunds) {
      outside_[order_of_charge[refund.charge]].given_back += refund.amount;
    }
  }

  void ReadOperator() {
    const auto entries = sandbox::ReadOperatorEntries(cluster_.sandbox_folder());
    if (!entries.ok()) return Say(entries.error());
    std::set<std::string> requested;
    for (const auto& request : entries->requests) {
      if (!requested.insert(request.reference).second) {
        Say("sent twice under one reference: " + request.reference);
      }
    }
    for (const auto& credit : entries->credits) ++outside_[OrderOf(credit.reference)].credits;
  }

  void Compare(const Acknowledged& told) {
    const auto order = Read(cluster_, "/v1/topups/" + told.id);
    if (!order) return Say("acknowledged and not there: " + told.id);
    const std::string state = order->at("state");
    if (!IsEnd(state)) return Say("no end: " + told.id + " is " + state);
    const Outside& outside = outside_[told.id];
    CompareMoney(told, state, outside);
    CompareCredit(told, *order, state, outside);
    if (state == "delivered" && told.operator_id == "proximus") {
      balances_[told.msisdn] += order->at("credited").at("amount").get<std::int64_t>();
    }
  }

  void CompareMoney(const Acknowledged& told, const std::string& state, const Outside& outside) {
    if (told.payment_method == "cash") return;
    const std::int64_t kept = outside.charged - outside.given_back;
    const std::int64_t due = state == "delivered" ? told.total : 0;
    if (state == "attention" ? kept < 0 || kept > told.total : kept != due) {
      Say(told.id + " is " + state + " and the bank has kept " + std::to_string(kept));
    }
  }

  void CompareCredit(const Acknowledged& told, const json& order, const std::string& state,
                     const Outside& outside) {
    if (told.operator_id != "telenet") return;
    const bool at_a_loss =
        state == "attention" &&
        order.value("attention", json()).dump().find("credited_and_refunded") != std::string::npos;
    if (outside.credits > 1 && !at_a_loss) Say(told.id + " was credited twice");
    if (state == "delivered" && outside.credits != 1)
      Say(told.id + " is delivered and was not credited");
    if (state != "delivered" && state != "attention" && outside.credits != 0) {
      Say(told.id + " is " + state + " and was credited");
    }
  }

  void CompareBalances() {
    for (const auto& [msisdn, expected] : balances_) {
      const auto sim = Read(cluster_, "/v1/sims/" + msisdn);
      const auto balance = sim ? sim->at("balance").at("amount").get<std::int64_t>() : -1;
      if (balance != expected) {
        Say(msisdn + " has " + std::to_string(balance) + " and was told " +
            std::to_string(expected));
      }
    }
  }

  Cluster& cluster_;
  const std::vector<Acknowledged>& orders_;
  std::map<std::string, Outside> outside_;
  std::map<std::string, std::int64_t> balances_;
  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> AwaitTheEnd(Cluster& cluster, const std::vector<Acknowledged>& orders,
                                     Millis timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  std::vector<std::string> moving;
  std::size_t next = 0;
  while (next < orders.size()) {
    const auto order = Read(cluster, "/v1/topups/" + orders[next].id);
    // A missing order is reported by Differences.
    if (!order || IsEnd(order->at("state"))) {
      ++next;
    } else if (std::chrono::steady_clock::now() > until) {
      moving.push_back(orders[next].id + " is " + order->at("state").get<std::string>());
      ++next;
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  return moving;
}

std::vector<std::string> Differences(Cluster& cluster, const std::vector<Acknowledged>& orders) {
  return Comparison(cluster, orders).Run();
}

}  // namespace herlaad::testing
