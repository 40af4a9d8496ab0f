// Containers with one place for each type of row in a list of types. They are what lets the engine,
// the repository and the store in memory handle a table without naming it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace herlaad::engine {

template <class... Rows>
struct RowTypes {};

// The key of a row: `Key`, ordered as the table's key is, and `Of`, which gives it.
template <class Row>
struct KeyOf;
template <class Row>
using Key = typename KeyOf<Row>::Key;

// Sorts rows by key and keeps the last of several with one key.
template <class Row, class GetKey>
void KeepLast(std::vector<Row>& rows, GetKey key_of) {
  if (rows.size() < 2) return;
  std::reverse(rows.begin(), rows.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Row& a, const Row& b) { return key_of(a) < key_of(b); });
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [&](const Row& a, const Row& b) { return key_of(a) == key_of(b); }),
             rows.end());
}

template <class List>
class KeyLists;  // a vector of keys for each
template <class... Rows>
class KeyLists<RowTypes<Rows...>> {
 public:
  template <class Row>
  [[nodiscard]] std::vector<Key<Row>>& Of() {
    return std::get<Keys<Row>>(lists_).keys;
  }
  template <class Row>
  [[nodiscard]] const std::vector<Key<Row>>& Of() const {
    return std::get<Keys<Row>>(lists_).keys;
  }
  template <class Row>
  void Put(Key<Row> key) {
    Of<Row>().push_back(std::move(key));
  }
  [[nodiscard]] bool empty() const { return (Of<Rows>().empty() && ...); }
  // f.operator()<Row>(keys) is called for each.
  template <class F>
  void ForEach(F f) const {
    (f.template operator()<Rows>(Of<Rows>()), ...);
  }
  // In order, each once.
  void SortUnique() { (SortUnique(Of<Rows>()), ...); }

 private:
  template <class Row>
  struct Keys {
    std::vector<Key<Row>> keys;
  };
  template <class T>
  static void SortUnique(std::vector<T>& keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  }
  std::tuple<Keys<Rows>...> lists_;
};

template <class List>
class RowLists;  // a vector of rows for each
template <class... Rows>
class RowLists<RowTypes<Rows...>> {
 public:
  template <class Row>
  [[nodiscard]] std::vector<Row>& Of() {
    return std::get<std::vector<Row>>(lists_);
  }
  template <class Row>
  [[nodiscard]] const std::vector<Row>& Of() const {
    return std::get<std::vector<Row>>(lists_);
  }
  template <class Row>
  void Put(Row row) {
    Of<Row>().push_back(std::move(row));
  }
  [[nodiscard]] bool empty() const { return (Of<Rows>().empty() && ...); }
  // `f` is called with each vector.
  template <class F>
  void ForEach(F f) const {
    (f(Of<Rows>()), ...);
  }
  void Append(const RowLists& other) {
    (Of<Rows>().insert(Of<Rows>().end(), other.Of<Rows>().begin(), other.Of<Rows>().end()), ...);
  }
  // In order of keys; of several rows with one key the last.
  void KeepLast() { (engine::KeepLast(Of<Rows>(), &KeyOf<Rows>::Of), ...); }

 private:
  std::tuple<std::vector<Rows>...> lists_;
};

template <class List>
class RowMaps;  // a map from key to row for each
template <class... Rows>
class RowMaps<RowTypes<Rows...>> {
 public:
  template <class Row>
  [[nodiscard]] std::map<Key<Row>, Row>& Of() {
    return std::get<Map<Row>>(maps_).rows;
  }
  template <class Row>
  [[nodiscard]] const std::map<Key<Row>, Row>& Of() const {
    return std::get<Map<Row>>(maps_).rows;
  }
  template <class Row>
  void Put(Row row) {
    Key<Row> key = KeyOf<Row>::Of(row);
    Of<Row>().insert_or_assign(std::move(key), std::move(row));
  }
  template <class Row>
  [[nodiscard]] const Row* Find(const Key<Row>& key) const {
    const auto& rows = Of<Row>();
    const auto at = rows.find(key);
    return at == rows.end() ? nullptr : &at->second;
  }
  void PutAll(const RowLists<RowTypes<Rows...>>& lists) {
    lists.ForEach([this](const auto& rows) {
      for (const auto& row : rows) this->Put(row);
    });
  }
  // Puts those there are of `keys` into `found`.
  template <class Found>
  void Copy(const KeyLists<RowTypes<Rows...>>& keys, Found& found) const {
    (CopyOf<Rows>(keys, found), ...);
  }
  template <class Row>
  void Erase(const Key<Row>& key) {
    Of<Row>().erase(key);
  }
  void EraseAll(const KeyLists<RowTypes<Rows...>>& lists) {
    lists.ForEach([this]<class Row>(const std::vector<Key<Row>>& keys) {
      for (const Key<Row>& key : keys) this->template Erase<Row>(key);
    });
  }
  // What stands here under the key of each row of `lists`, and under each of `keys`.
  using Before = std::tuple<std::vector<std::pair<Key<Rows>, std::optional<Rows>>>...>;
  [[nodiscard]] Before Remember(const RowLists<RowTypes<Rows...>>& lists,
                                const KeyLists<RowTypes<Rows...>>& keys) const {
    return {RememberOf<Rows>(lists.template Of<Rows>(), keys.template Of<Rows>())...};
  }
  void PutBack(const Before& before) {
    std::apply([this](const auto&... rows) { (this->PutBackOf(rows), ...); }, before);
  }
  void Clear() { (Of<Rows>().clear(), ...); }

 private:
  template <class Row>
  struct Map {
    std::map<Key<Row>, Row> rows;
  };
  template <class Row, class Found>
  void CopyOf(const KeyLists<RowTypes<Rows...>>& keys, Found& found) const {
    for (const Key<Row>& key : keys.template Of<Row>()) {
      if (const Row* const row = Find<Row>(key)) found.Put(*row);
    }
  }
  template <class Row>
  std::vector<std::pair<Key<Row>, std::optional<Row>>> RememberOf(
      const std::vector<Row>& rows, const std::vector<Key<Row>>& keys) const {
    std::vector<std::pair<Key<Row>, std::optional<Row>>> before;
    const auto remember = [this, &before](const Key<Row>& key) {
      const Row* const was = this->template Find<Row>(key);
      before.emplace_back(key, was != nullptr ? std::optional(*was) : std::nullopt);
    };
    for (const Row& row : rows) remember(KeyOf<Row>::Of(row));
    for (const Key<Row>& key : keys) remember(key);
    return before;
  }
  template <class Row>
  void PutBackOf(const std::vector<std::pair<Key<Row>, std::optional<Row>>>& before) {
    for (const auto& [key, row] : before) {
      if (row) {
        Of<Row>().insert_or_assign(key, *row);
      } else {
        Of<Row>().erase(key);
      }
    }
  }
  std::tuple<Map<Rows>...> maps_;
};

}  // namespace herlaad::engine
