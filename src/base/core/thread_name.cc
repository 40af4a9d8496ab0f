#include "base/core/thread_name.h"

#include <pthread.h>

#include <string>

namespace herlaad {

void NameThisThread(const char* name) {
  constexpr std::size_t kCharactersMax = 15;
  (void)pthread_setname_np(pthread_self(), std::string(name).substr(0, kCharactersMax).c_str());
}

}  // namespace herlaad
