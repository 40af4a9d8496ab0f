// How a PostgreSQL cluster is made and started from a test.
#pragma once

#include <string>
#include <vector>

namespace herlaad::testing {

// The path of one of its programs, "initdb" for instance.
std::string PostgresProgram(const std::string& name);

// `argv`, to be run by somebody whom PostgreSQL accepts.
std::vector<std::string> AsPostgres(std::vector<std::string> argv);
// Gives the folder, made when it is not there, to whoever AsPostgres runs as.
void GiveToPostgres(const std::string& folder);

// A new cluster in `folder`/cluster whose superuser is postgres and needs no password at
// `folder`/socket; only roles whose name begins with "with_password" need theirs.
void MakeCluster(const std::string& folder);

// Runs the server of that cluster in the foreground, with `settings` ("fsync=off").
std::vector<std::string> ServerCommand(const std::string& folder,
                                       const std::vector<std::string>& settings);

}  // namespace herlaad::testing
