// The name under which tools like top and perf show the calling thread.
#pragma once

namespace herlaad {

// At most 15 characters count.
void NameThisThread(const char* name);

}  // namespace herlaad
