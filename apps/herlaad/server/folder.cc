#include "apps/herlaad/server/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

namespace herlaad::app {
namespace {

FolderError Unusable(const std::string& what) {
  return {FolderError::Kind::kUnusable, what + ": " + std::strerror(errno), 0};
}

// The process id in the lock file; 0 if it cannot be read.
int Holder(int fd) {
  std::array<char, 16> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  int pid = 0;
  if (size > 0) std::from_chars(text.data(), text.data() + size, pid);
  return pid;
}

FolderError Held(const std::string& path, int fd) {
  const int pid = Holder(fd);
  std::string message = "another Herlaad process is using " + path;
  if (pid > 0) message += " (process " + std::to_string(pid) + ")";
  message += "; stop it first, or give another folder with --data";
  return {FolderError::Kind::kHeld, std::move(message), pid};
}

}  // namespace

Result<std::unique_ptr<Folder>, FolderError> Folder::Lock(const std::string& path, bool create) {
  if (create) {
    std::error_code error;
    const bool made = std::filesystem::create_directories(path, error);
    if (error)
      return Failure{FolderError{FolderError::Kind::kUnusable,
                                 "cannot create " + path + ": " + error.message(), 0}};
    // The folder contains numbers and amounts, so only its owner may read it.
    if (made && chmod(path.c_str(), 0700) != 0) return Failure{Unusable("cannot protect " + path)};
  }
  const int fd = open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return Failure{Unusable("cannot open " + path + "/lock")};
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    FolderError error =
        errno == EWOULDBLOCK ? Held(path, fd) : Unusable("cannot lock " + path + "/lock");
    close(fd);
    return Failure{std::move(error)};
  }
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(fd, 0) != 0 ||
      pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    FolderError error = Unusable("cannot write " + path + "/lock");
    close(fd);
    return Failure{std::move(error)};
  }
  return std::unique_ptr<Folder>(new Folder(path, fd));
}

Folder::~Folder() { close(fd_); }

}  // namespace herlaad::app
