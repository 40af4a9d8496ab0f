#include "domain/orders/placing/client_details.h"

#include <algorithm>

namespace herlaad::orders {
namespace {

// With its length, so that no text can be taken for another part.
void AppendPart(std::string_view part, std::string& text) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

}  // namespace

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string CanonicalText(const ClientDetails& details) {
  std::string text;
  if (details.IsEmpty()) return text;
  AppendPart(details.reference, text);
  AppendPart(details.return_url, text);
  for (const Metadatum& one : details.metadata) {
    AppendPart(one.key, text);
    AppendPart(one.value, text);
  }
  return text;
}

}  // namespace herlaad::orders
