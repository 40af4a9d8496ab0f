// A status view as JSON. Each sentence is its text's key with what is put into it, for who has the
// texts, and the finished words in the language that was asked for, for everybody else.
#pragma once

#include "api/http/json_writer.h"
#include "base/core/instant.h"
#include "base/messages/language.h"
#include "domain/orders/status_view.h"

namespace herlaad::http {

void RenderStatus(const orders::StatusView& status, messages::Language language, Instant now,
                  JsonWriter& json);

}  // namespace herlaad::http
