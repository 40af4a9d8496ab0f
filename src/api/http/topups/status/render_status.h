// A status view as JSON. Each sentence has its message key and values, for clients with their own
// texts, and the finished text in the requested language.
#pragma once

#include "api/http/core/json/json_writer.h"
#include "base/core/instant.h"
#include "base/messages/language.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::http {

void RenderStatus(const orders::StatusView& status, messages::Language language, Instant now,
                  JsonWriter& json);

}  // namespace herlaad::http
