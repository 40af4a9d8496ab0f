// Creates and starts PostgreSQL clusters for tests.
#pragma once

#include <string>
#include <vector>

namespace herlaad::testing {

// The path of one of its programs, for example "initdb".
std::string PostgresProgram(const std::string& name);

// `argv`, to be run by a user that PostgreSQL accepts.
std::vector<std::string> AsPostgres(std::vector<std::string> argv);
// Changes the owner of the folder, created if missing, to the user of AsPostgres.
void GiveToPostgres(const std::string& folder);

// A new cluster in `folder`/cluster whose superuser is postgres, without a password at
// `folder`/socket; only roles whose name begins with "with_password" need theirs.
void MakeCluster(const std::string& folder);

// The command that runs the server of that cluster in the foreground, with `settings`
// ("fsync=off").
std::vector<std::string> ServerCommand(const std::string& folder,
                                       const std::vector<std::string>& settings);

}  // namespace herlaad::testing
