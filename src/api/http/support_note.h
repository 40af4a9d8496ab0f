// Whom to ask at Herlaad itself, as a paragraph of a page; as in web/src/parts/Help.svelte.
#pragma once

#include <string_view>

#include "api/http/html.h"
#include "base/messages/support_contact.h"

namespace herlaad::http {

// Nothing where there is nobody to ask.
void SupportNote(const messages::SupportContact& support, messages::Language language,
                 std::string_view css_class, Html& out);

}  // namespace herlaad::http
