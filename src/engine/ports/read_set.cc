#include "engine/ports/read_set.h"

namespace herlaad::engine {

template class KeyLists<Rows>;
template class RowLists<Rows>;
template class RowMaps<Rows, QuickMap>;

void AddWith(const orders::Order& order, Needs& needs) {
  if (const auto number = order.subscriber()) needs.Put<orders::Subscriber>(*number);
  if (const auto voucher = orders::VoucherOf(order)) needs.Put<vouchers::Voucher>(*voucher);
  if (const auto prepaid = orders::PrepaidAccountOf(order))
    needs.Put<ledger::AccountBalance>(ledger::Name(*prepaid));
  if (MayHaveWebhooks(order.client)) needs.Put<ClientWebhooks>(order.client);
}

void AddCompanions(Needs& needs) {
  for (const std::string& account : needs.Of<ledger::AccountBalance>()) {
    if (const auto client = FloatOwner(account)) needs.Put<FloatWarning>(*client);
  }
}

}  // namespace herlaad::engine
