// Reading: a query and the handling of its result, on its way through Readers.
#pragma once

#include <atomic>
#include <type_traits>
#include <utility>

#include "engine/ports/queries.h"

namespace herlaad::engine {

class Reading {
 public:
  Reading() = default;
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  virtual ~Reading() = default;

  // Runs the query and delivers the result, unless one was delivered already. False if the store
  // cannot be reached.
  virtual bool Do(Queries& queries) = 0;
  // Delivers the error, unless a result was delivered already.
  virtual void Refuse(StoreError error) = 0;

  [[nodiscard]] bool is_told() const { return told_.load(); }

 protected:
  // True for the first caller only: it may deliver.
  [[nodiscard]] bool MayTell() { return !told_.exchange(true); }

 private:
  std::atomic<bool> told_{false};
};

template <class Ask, class Then>
class ReadingOf final : public Reading {
 public:
  using Found = std::invoke_result_t<Ask&, Queries&>;

  ReadingOf(Ask ask, Then then) : ask_(std::move(ask)), then_(std::move(then)) {}

  bool Do(Queries& queries) override {
    Found found = ask_(queries);
    const bool reached = found.ok() || found.error().kind != StoreError::Kind::kUnavailable;
    if (MayTell()) then_(std::move(found));
    return reached;
  }
  void Refuse(StoreError error) override {
    if (MayTell()) then_(Found(Failure{std::move(error)}));
  }

 private:
  Ask ask_;
  Then then_;
};

}  // namespace herlaad::engine
