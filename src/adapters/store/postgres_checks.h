// What must be right between us and a PostgreSQL database. Looked at before anything is locked or
// changed, and without leaving anything behind in a session that may be somebody else's next.
#pragma once

#include "adapters/store/postgres_connection.h"

namespace herlaad::store::postgres {

// Refuses a database that cannot hold every text, and a pooler that gives a connection another
// session for each transaction: locks would stay with a session that is no longer ours; and a
// pgpool some of whose sessions read from a standby. Needs two connections for a moment.
DbStatus CheckPlace(const ConnectionSettings& settings);

// Refuses a session whose reads a standby answers, though its writes reach the primary: what was
// just acknowledged would not be there.
DbStatus CheckPrimary(Connection& connection);

}  // namespace herlaad::store::postgres
