// The data folder and its lock: one process at a time works on the books in it.
#pragma once

#include <memory>
#include <string>

#include "base/core/result.h"

namespace herlaad::app {

struct FolderError {
  enum class Kind {
    kHeld,      // by another process
    kUnusable,  // cannot be made, written, locked
  };
  Kind kind = Kind::kUnusable;
  std::string message;  // for a person
  int pid = 0;          // who holds it, where that is known
};

class Folder {
 public:
  // Takes the lock; with `create`, makes the folder (mode 0700) where there is none. The lock goes
  // with the process, however it ends.
  static Result<std::unique_ptr<Folder>, FolderError> Lock(const std::string& path, bool create);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string Book() const { return BookOf(path_); }
  [[nodiscard]] std::string Socket() const { return SocketOf(path_); }

  static std::string BookOf(const std::string& path) { return path + "/herlaad.db"; }
  static std::string SocketOf(const std::string& path) { return path + "/admin.sock"; }

 private:
  Folder(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_;
};

}  // namespace herlaad::app
