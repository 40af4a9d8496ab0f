// A temporary folder of a test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/core/check.h"

namespace herlaad::store {

// A temporary folder, removed on destruction.
class Folder {
 public:
  Folder() {
    std::string path = std::filesystem::temp_directory_path() / "herlaad-store-XXXXXX";
    CHECK(mkdtemp(path.data()) != nullptr, "a test can make a folder");
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace herlaad::store
