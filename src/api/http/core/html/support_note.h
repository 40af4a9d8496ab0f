// The support contact as a paragraph of a page; matches web/src/parts/Help.svelte.
#pragma once

#include <string_view>

#include "api/http/core/html/html.h"
#include "base/messages/support_contact.h"

namespace herlaad::http {

// Adds nothing if there is no contact.
void SupportNote(const messages::SupportContact& support, messages::Language language,
                 std::string_view css_class, Html& out);

}  // namespace herlaad::http
