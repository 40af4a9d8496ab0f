#include "base/core/short_slices.h"

// Defines what <sched.h> defines too, so nothing that includes that may be included here.
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace herlaad {
namespace {

constexpr unsigned long long kSliceNs = 200'000;

}  // namespace

bool AskForShortSlices() {
  sched_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.sched_policy = SCHED_NORMAL;
  attributes.sched_nice = getpriority(PRIO_PROCESS, 0);  // of this thread, which keeps it
  attributes.sched_runtime = kSliceNs;
  return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

}  // namespace herlaad
