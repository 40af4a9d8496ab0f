// Sets the name of the calling thread, shown by tools such as top and perf.
#pragma once

namespace herlaad {

// Only the first 15 characters are used.
void NameThisThread(const char* name);

}  // namespace herlaad
