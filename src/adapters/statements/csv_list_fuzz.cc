// Any bytes give lines, or an error with a place and a reason.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/statements/csv_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using herlaad::reconcile::SourceKind;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const SourceKind kind : {SourceKind::kDeliveries, SourceKind::kTillCounts}) {
    std::int32_t lines = 0;
    herlaad::statements::CsvListReader reader(
        kind, [&lines](const herlaad::engine::ExternalMovement&) { ++lines; });
    const std::size_t half = text.size() / 2;
    if (reader.Feed(text.substr(0, half)).ok()) (void)reader.Feed(text.substr(half));
    (void)reader.Finish();
  }
  return 0;
}
