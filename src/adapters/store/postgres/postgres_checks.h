// Requirements on a PostgreSQL database. Checked before anything is locked or changed, and without
// leaving anything in a session that a pooler may pass to another client.
#pragma once

#include "adapters/store/postgres/postgres_connection.h"

namespace herlaad::store::postgres {

// Rejects a database that cannot store every text; a pooler that assigns a session to each
// transaction, since locks would stay with a session that is no longer ours; and a pgpool that
// reads from a standby in some sessions. Opens two connections for a moment.
DbStatus CheckPlace(const ConnectionSettings& settings);

// Rejects a session whose reads are answered by a standby while its writes reach the primary:
// acknowledged writes would not be visible.
DbStatus CheckPrimary(Connection& connection);

}  // namespace herlaad::store::postgres
