#include "apps/herlaad/server/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace herlaad::app {
namespace {

std::string Reason(const std::string& what) { return what + ": " + std::strerror(errno); }

// A draft left by an earlier attempt may have another mode.
std::string WriteDraft(const std::string& draft, const std::string& text, mode_t mode) {
  unlink(draft.c_str());
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Reason("cannot create " + draft);
  const bool written = fchmod(fd, mode) == 0 &&
                       write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(fd) == 0;
  std::string reason = written ? "" : Reason("cannot write " + draft);
  close(fd);
  return reason;
}

std::string SyncFolderOf(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? std::string(".") : parent.string();
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  std::string reason = synced ? "" : Reason("cannot sync " + path);
  if (fd >= 0) close(fd);
  return reason;
}

bool IsOurs(const struct stat& file, const std::string& path) {
  const uid_t us = geteuid();
  if (file.st_uid == 0 || file.st_uid == us) return true;
  if (us != 0) return false;
  const auto folder = std::filesystem::path(path).parent_path();
  struct stat holder {};
  return stat(folder.empty() ? "." : folder.c_str(), &holder) == 0 && holder.st_uid == file.st_uid;
}

Status<std::string> PutFile(const std::string& path, const std::string& text, mode_t mode) {
  const std::string draft = path + ".new";
  std::string reason = WriteDraft(draft, text, mode);
  if (reason.empty() && std::rename(draft.c_str(), path.c_str()) != 0)
    reason = Reason("cannot create " + path);
  if (reason.empty()) reason = SyncFolderOf(path);
  if (reason.empty()) return Nothing{};
  unlink(draft.c_str());
  return Failure{std::move(reason)};
}

}  // namespace

Status<std::string> CheckSecretFile(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return Nothing{};
  if (!IsOurs(file, path)) {
    return Failure{path +
                   " belongs to another user, who may have put it there. If it is yours, take it "
                   "over with chown and chmod 600; if not, delete it"};
  }
  constexpr mode_t kOpenToOthers = S_IWGRP | S_IWOTH | S_IROTH;
  if ((file.st_mode & kOpenToOthers) == 0) return Nothing{};
  return Failure{path +
                 " is open to other users, who may have read or replaced it. If you trust its "
                 "content, close it with chmod 600; if not, replace the key it holds"};
}

Status<std::string> CheckKeyFile(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return Nothing{};  // opening it gives the better error
  constexpr mode_t kOpenToOthers = S_IWGRP | S_IWOTH | S_IROTH;
  if ((file.st_mode & kOpenToOthers) == 0) return Nothing{};
  return Failure{"the private key " + path +
                 " can be read or replaced by other users; close it with chmod 600, or with "
                 "chmod 640 for a group that may read it"};
}

Status<std::string> PutSecretFile(const std::string& path, const Secret& text) {
  return PutFile(path, text.Reveal(), 0600);
}

Status<std::string> PutPublicFile(const std::string& path, const std::string& text) {
  return PutFile(path, text, 0644);
}

}  // namespace herlaad::app
