// Short time slices for threads for which people wait.
#pragma once

namespace herlaad {

// The calling thread works in short pieces: it is scheduled in short slices, so that it does not
// wait for a whole slice of a busier thread. False if the kernel refuses; Linux before 6.12 accepts
// it without effect.
bool AskForShortSlices();

}  // namespace herlaad
