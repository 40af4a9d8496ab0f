// simulation_mutants: enables each deliberate bug and reports in how many histories the simulation
// detected it. Only built with HERLAAD_MUTANTS. Exits with 1 if a bug is not detected, or if
// something is detected without any bug. With SEEDS it tries all of them, to count; otherwise only
// until a few have detected the bug.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/simulate.h"

namespace herlaad::simulation {
namespace {

constexpr int kSeeds = 80;
constexpr int kEnough = 3;  // histories that notice a mutant, unless SEEDS is given
constexpr int kUnusable = 2;

// Described in docs/mutants.md.
constexpr const char* kMutants[] = {"amount_rounded",
                                    "answer_before_commit",
                                    "answer_before_durable",
                                    "approval_by_same_person",
                                    "audit_chain_begun_anew",
                                    "cancelled_without_word",
                                    "disabled_person_acts",
                                    "duplicate_callback_applied",
                                    "float_not_restored",
                                    "float_warning_forgotten",
                                    "floor_ignored",
                                    "grace_ignored",
                                    "idempotency_by_key",
                                    "key_cap_ignored",
                                    "lapse_forgotten",
                                    "lapse_posted_twice",
                                    "lapse_sweep_skips",
                                    "late_answer_ignored",
                                    "limit_not_given_back",
                                    "limit_not_judged",
                                    "limit_not_judged_again",
                                    "dispute_goes_back",
                                    "dispute_loss_not_booked",
                                    "disputed_refunded_twice",
                                    "loss_not_booked",
                                    "loss_of_refund_not_booked",
                                    "no_unique_claim",
                                    "not_found_believed_at_once",
                                    "other_sum_accepted",
                                    "outbox_resent_never",
                                    "payer_text_to_number",
                                    "refund_before_answer",
                                    "refund_during_dispute",
                                    "resend_after_unknown",
                                    "reservation_never_released",
                                    "returned_twice_not_told",
                                    "rotated_key_counts_anew",
                                    "second_charge_ignored",
                                    "sent_after_lease",
                                    "stepup_skipped",
                                    "stripe_failed_refund_ignored",
                                    "stripe_key_changes_on_resend",
                                    "stripe_list_ignored",
                                    "stripe_processing_is_paid",
                                    "takeover_resends",
                                    "terminated_resumed",
                                    "text_not_tried_again",
                                    "totp_code_twice",
                                    "unanswered_commit_believed",
                                    "unavailable_after_commit",
                                    "unknown_is_refused",
                                    "voucher_not_restored",
                                    "voucher_redeemed_twice",
                                    "webhook_forgotten"};

// Runs one history in a process of its own: 0 if all promises hold, 1 if not. The name of the
// mutant is read once per process, so it must not be read before.
int RunOne(const char* mutant, int seed, bool quiet) {
  if (setenv("HERLAAD_MUTANT", mutant, 1) != 0) return kUnusable;
  if (quiet && std::freopen("/dev/null", "w", stderr) == nullptr) return kUnusable;
  Options options;
  options.seed = static_cast<std::uint64_t>(seed);
  options.orders = 120;
  options.nodes = 1 + seed % 3;
  options.disk = DiskKind::kMemory;
  const Report report = Simulate(options);
  if (report.ok()) return 0;
  if (!quiet) std::fputs(Text(report).c_str(), stdout);
  std::fflush(stdout);
  return 1;
}

struct Caught {
  int tried = 0;
  int histories = 0;
  int by_check = 0;  // of them, those that ended in a failed CHECK
  bool unusable = false;
};

// Ends early once `enough` histories have noticed.
Caught Count(const char* mutant, int seeds, int enough, bool quiet) {
  Caught caught;
  for (int seed = 1; seed <= seeds && caught.histories < enough; ++seed) {
    ++caught.tried;
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) _exit(RunOne(mutant, seed, quiet));
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
      caught.unusable = true;
      return caught;
    }
    const bool checked = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
    const bool ended = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
    caught.unusable = caught.unusable || (!checked && !ended);
    caught.by_check += checked ? 1 : 0;
    caught.histories += checked || (ended && WEXITSTATUS(status) == 1) ? 1 : 0;
  }
  return caught;
}

// Whether the result is as expected.
bool Try(const char* mutant, int seeds, int enough, bool wants_some) {
  const Caught caught = Count(mutant, seeds, enough, wants_some);
  const bool good = !caught.unusable && (caught.histories > 0) == wants_some;
  std::printf("%-28s %3d of %d", mutant[0] == '\0' ? "(none)" : mutant, caught.histories,
              caught.tried);
  if (caught.by_check > 0) std::printf(", %d of them by a CHECK", caught.by_check);
  std::printf("%s\n", caught.unusable ? "  COULD NOT BE RUN" : good ? "" : "  WRONG");
  std::fflush(stdout);
  return good;
}

int RunAll(const std::vector<const char*>& names, int seeds, int enough) {
  std::printf("noticed in so many of the histories that were tried:\n");
  bool good = Try("", seeds, seeds, false);
  for (const char* const name : names) good = Try(name, seeds, enough, true) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace herlaad::simulation

// simulation_mutants [SEEDS [NAME...]]
int main(int argc, char** argv) {
  using namespace herlaad::simulation;  // NOLINT: main is outside the namespace
  int seeds = kSeeds;
  int enough = kEnough;
  if (argc > 1) {
    enough = std::numeric_limits<int>::max();
    const std::string_view text = argv[1];
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seeds);
    if (read.ptr != text.data() + text.size() || seeds < 1 || seeds > 100'000) {
      std::fputs("usage: simulation_mutants [SEEDS [NAME...]]\n", stderr);
      return kUnusable;
    }
  }
  std::vector<const char*> names(argv + std::min(argc, 2), argv + argc);
  if (names.empty()) names.assign(std::begin(kMutants), std::end(kMutants));
  return RunAll(names, seeds, enough);
}
