// FloatClients: which client a structured communication pays the float of. Read once for a bank
// account that is compared; memory: about 100 bytes a client.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/queries.h"

namespace herlaad::engine {

class FloatClients {
 public:
  Status<StoreError> Read(Queries& queries);

  // `communication`: 12 digits. Nobody where two clients have the same one.
  [[nodiscard]] std::optional<ClientId> Find(const std::string& communication) const;

 private:
  std::map<std::string, std::vector<ClientId>> clients_;
};

}  // namespace herlaad::engine
