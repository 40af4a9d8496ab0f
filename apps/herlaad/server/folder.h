// The data folder and its lock, held by one process at a time.
#pragma once

#include <memory>
#include <string>

#include "base/core/result.h"

namespace herlaad::app {

struct FolderError {
  enum class Kind {
    kHeld,      // locked by another process
    kUnusable,  // cannot be created, written or locked
  };
  Kind kind = Kind::kUnusable;
  std::string message;  // for people
  int pid = 0;          // of the process that holds it, if known
};

class Folder {
 public:
  // Locks the folder; with `create`, creates it (mode 0700) if it does not exist. The lock ends
  // with the process, however it ends.
  static Result<std::unique_ptr<Folder>, FolderError> Lock(const std::string& path, bool create);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string DatabasePath() const { return DatabasePathOf(path_); }
  [[nodiscard]] std::string Socket() const { return SocketOf(path_); }

  static std::string DatabasePathOf(const std::string& path) { return path + "/herlaad.db"; }
  static std::string SocketOf(const std::string& path) { return path + "/admin.sock"; }

 private:
  Folder(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_;
};

}  // namespace herlaad::app
