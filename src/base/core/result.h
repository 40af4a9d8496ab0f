// Result<T, E>: a value or the reason why there is none. Expected failures are values; exceptions
// are only for the APIs and start-up.
#pragma once

#include <utility>
#include <variant>

#include "base/core/check.h"

namespace herlaad {

// Wraps an error so that Result<T, E> can be built from it even when T and E convert to each other.
template <class E>
struct Failure {
  E reason;
};
template <class E>
Failure(E) -> Failure<E>;

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value)  // NOLINT: implicit by design
      : held_(std::in_place_index<0>, std::move(value)) {}
  template <class F>
  Result(Failure<F> failure)  // NOLINT: implicit by design
      : held_(std::in_place_index<1>, std::move(failure.reason)) {}

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // The value; CHECKs that there is one.
  [[nodiscard]] const T& value() const& {
    CHECK(ok(), "value() is asked only of a Result that has one");
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T& value() & {
    CHECK(ok(), "value() is asked only of a Result that has one");
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T&& value() && {
    CHECK(ok(), "value() is asked only of a Result that has one");
    return std::move(*std::get_if<0>(&held_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  // The error; CHECKs that there is one.
  [[nodiscard]] const E& error() const {
    CHECK(!ok(), "error() is asked only of a Result that failed");
    return *std::get_if<1>(&held_);
  }

 private:
  std::variant<T, E> held_;
};

struct Nothing {
  friend bool operator==(Nothing, Nothing) = default;
};

// For operations that succeed without a value.
template <class E>
using Status = Result<Nothing, E>;

}  // namespace herlaad
