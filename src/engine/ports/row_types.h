// Containers with one place for each type of row in a list of types. They are what lets the engine,
// the repository and the store in memory handle a table without naming it. The places are bases,
// not the elements of a std::tuple, whose constructors check all types against each other in every
// file that includes a read set: seconds of its compilation. For the same reason, constructors and
// the like are defined outside the classes, and instantiated once, in read_set.cc for one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace herlaad::engine {

template <class... Rows>
struct RowTypes {};

// The key of a row: `Key`, ordered as the table's key is, and `Of`, which gives it. Also how the
// engine treats such rows: with `Hash`, a read set finds them by a hash of their key; with
// `kIsOnlyAdded`, a row is written once and never changed.
template <class Row>
struct KeyOf;
template <class Row>
using Key = typename KeyOf<Row>::Key;
template <class Row>
inline constexpr bool kIsOnlyAdded = requires {
  requires KeyOf<Row>::kIsOnlyAdded;
};

template <class... Lists>
struct Joined;
template <class... Rows>
struct Joined<RowTypes<Rows...>> {
  using Type = RowTypes<Rows...>;
};
template <class... A, class... B, class... Lists>
struct Joined<RowTypes<A...>, RowTypes<B...>, Lists...> : Joined<RowTypes<A..., B...>, Lists...> {};
template <class Row, class... Types>
inline constexpr bool kIsOneOf = (std::is_same_v<Row, Types> || ...);
template <class List, class... Excluded>
struct ExceptOf;
template <class... Rows, class... Excluded>
struct ExceptOf<RowTypes<Rows...>, Excluded...>
    : Joined<RowTypes<>,
             std::conditional_t<kIsOneOf<Rows, Excluded...>, RowTypes<>, RowTypes<Rows>>...> {};
// The list without some of its types.
template <class List, class... Excluded>
using Except = typename ExceptOf<List, Excluded...>::Type;

// The maps from key to row of a store in memory, and of a read set.
template <class Row>
using OrderedMap = std::map<Key<Row>, Row>;
template <class Row>
struct QuickMapOf {
  using Type = OrderedMap<Row>;
};
template <class Row>
requires requires { typename KeyOf<Row>::Hash; }
struct QuickMapOf<Row> {
  using Type = std::unordered_map<Key<Row>, Row, typename KeyOf<Row>::Hash>;
};
template <class Row>
using QuickMap = typename QuickMapOf<Row>::Type;

template <class List>
class KeyLists;  // a vector of keys for each
template <class... Rows>
class KeyLists<RowTypes<Rows...>> {
  template <class Row>
  struct Keys {
    std::vector<Key<Row>> keys;
  };

 public:
  KeyLists();
  KeyLists(const KeyLists& other);
  KeyLists(KeyLists&& other) noexcept;
  KeyLists& operator=(const KeyLists& other);
  KeyLists& operator=(KeyLists&& other) noexcept;
  ~KeyLists();
  template <class Row>
  [[nodiscard]] std::vector<Key<Row>>& Of() {
    return static_cast<Keys<Row>&>(lists_).keys;
  }
  template <class Row>
  [[nodiscard]] const std::vector<Key<Row>>& Of() const {
    return static_cast<const Keys<Row>&>(lists_).keys;
  }
  template <class Row>
  void Put(Key<Row> key) {
    Of<Row>().push_back(std::move(key));
  }
  template <class Row>
  void PutKeyOf(const Row& row) {
    Put<Row>(KeyOf<Row>::Of(row));
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
  template <class T>
  static void SortUnique(std::vector<T>& keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  }
  struct Lists : Keys<Rows>... {};
  Lists lists_;
};

template <class... Rows>
KeyLists<RowTypes<Rows...>>::KeyLists() = default;
template <class... Rows>
KeyLists<RowTypes<Rows...>>::KeyLists(const KeyLists& other) = default;
template <class... Rows>
KeyLists<RowTypes<Rows...>>::KeyLists(KeyLists&& other) noexcept = default;
template <class... Rows>
KeyLists<RowTypes<Rows...>>& KeyLists<RowTypes<Rows...>>::operator=(const KeyLists& other) =
    default;
template <class... Rows>
KeyLists<RowTypes<Rows...>>& KeyLists<RowTypes<Rows...>>::operator=(KeyLists&& other) noexcept =
    default;
template <class... Rows>
KeyLists<RowTypes<Rows...>>::~KeyLists() = default;

template <class List>
class RowLists;  // a vector of rows for each
template <class... Rows>
class RowLists<RowTypes<Rows...>> {
  template <class Row>
  struct Held {
    std::vector<Row> rows;
  };

 public:
  RowLists();
  RowLists(const RowLists& other);
  RowLists(RowLists&& other) noexcept;
  RowLists& operator=(const RowLists& other);
  RowLists& operator=(RowLists&& other) noexcept;
  ~RowLists();
  template <class Row>
  [[nodiscard]] std::vector<Row>& Of() {
    return static_cast<Held<Row>&>(lists_).rows;
  }
  template <class Row>
  [[nodiscard]] const std::vector<Row>& Of() const {
    return static_cast<const Held<Row>&>(lists_).rows;
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
  template <class F>
  void ForEach(F f) {
    (f(Of<Rows>()), ...);
  }
  void Append(const RowLists& other) {
    (Of<Rows>().insert(Of<Rows>().end(), other.Of<Rows>().begin(), other.Of<Rows>().end()), ...);
  }
  // In order of keys.
  void Sort() { (Sort(Of<Rows>()), ...); }

 private:
  template <class Row>
  static void Sort(std::vector<Row>& rows) {
    const auto before = [](const Row& a, const Row& b) {
      return KeyOf<Row>::Of(a) < KeyOf<Row>::Of(b);
    };
    if (!std::is_sorted(rows.begin(), rows.end(), before)) {
      std::sort(rows.begin(), rows.end(), before);
    }
  }
  struct Lists : Held<Rows>... {};
  Lists lists_;
};

template <class... Rows>
RowLists<RowTypes<Rows...>>::RowLists() = default;
template <class... Rows>
RowLists<RowTypes<Rows...>>::RowLists(const RowLists& other) = default;
template <class... Rows>
RowLists<RowTypes<Rows...>>::RowLists(RowLists&& other) noexcept = default;
template <class... Rows>
RowLists<RowTypes<Rows...>>& RowLists<RowTypes<Rows...>>::operator=(const RowLists& other) =
    default;
template <class... Rows>
RowLists<RowTypes<Rows...>>& RowLists<RowTypes<Rows...>>::operator=(RowLists&& other) noexcept =
    default;
template <class... Rows>
RowLists<RowTypes<Rows...>>::~RowLists() = default;

// A map from key to row for each. Of lists that are given to it, it uses those of its own types.
template <class List, template <class> class MapOf>
class RowMaps;
template <class... Rows, template <class> class MapOf>
class RowMaps<RowTypes<Rows...>, MapOf> {
  template <class Row>
  struct Map {
    MapOf<Row> rows;
  };
  template <class Row>
  struct Was {
    std::vector<std::pair<Key<Row>, std::optional<Row>>> rows;
  };

 public:
  RowMaps();
  RowMaps(const RowMaps& other);
  RowMaps(RowMaps&& other) noexcept;
  RowMaps& operator=(const RowMaps& other);
  RowMaps& operator=(RowMaps&& other) noexcept;
  ~RowMaps();
  template <class Row>
  [[nodiscard]] MapOf<Row>& Of() {
    return static_cast<Map<Row>&>(maps_).rows;
  }
  template <class Row>
  [[nodiscard]] const MapOf<Row>& Of() const {
    return static_cast<const Map<Row>&>(maps_).rows;
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
  template <class Lists>
  void PutAll(const Lists& lists) {
    (PutAllOf<Rows>(lists.template Of<Rows>()), ...);
  }
  // Puts those there are of `keys` into `found`.
  template <class Lists, class Found>
  void Copy(const Lists& keys, Found& found) const {
    (CopyOf<Rows>(keys.template Of<Rows>(), found), ...);
  }
  template <class Row>
  void Erase(const Key<Row>& key) {
    Of<Row>().erase(key);
  }
  template <class Lists>
  void EraseAll(const Lists& keys) {
    (EraseAllOf<Rows>(keys.template Of<Rows>()), ...);
  }
  // What stands here under the keys of a write set.
  struct Before : Was<Rows>... {};
  template <class Lists, class Keys>
  [[nodiscard]] Before Remember(const Lists& inserted, const Lists& changed,
                                const Keys& deleted) const {
    return {Was<Rows>{RememberOf<Rows>(inserted.template Of<Rows>(), changed.template Of<Rows>(),
                                       deleted.template Of<Rows>())}...};
  }
  void PutBack(const Before& before) {
    (PutBackOf<Rows>(static_cast<const Was<Rows>&>(before).rows), ...);
  }
  void Clear() { (Of<Rows>().clear(), ...); }

 private:
  template <class Row>
  void PutAllOf(const std::vector<Row>& rows) {
    for (const Row& row : rows) Put(row);
  }
  template <class Row, class Found>
  void CopyOf(const std::vector<Key<Row>>& keys, Found& found) const {
    for (const Key<Row>& key : keys) {
      if (const Row* const row = Find<Row>(key)) found.Put(*row);
    }
  }
  template <class Row>
  void EraseAllOf(const std::vector<Key<Row>>& keys) {
    for (const Key<Row>& key : keys) Erase<Row>(key);
  }
  template <class Row>
  std::vector<std::pair<Key<Row>, std::optional<Row>>> RememberOf(
      const std::vector<Row>& inserted, const std::vector<Row>& changed,
      const std::vector<Key<Row>>& deleted) const {
    std::vector<std::pair<Key<Row>, std::optional<Row>>> before;
    const auto remember = [this, &before](const Key<Row>& key) {
      const Row* const was = this->template Find<Row>(key);
      before.emplace_back(key, was != nullptr ? std::optional(*was) : std::nullopt);
    };
    for (const Row& row : inserted) remember(KeyOf<Row>::Of(row));
    for (const Row& row : changed) remember(KeyOf<Row>::Of(row));
    for (const Key<Row>& key : deleted) remember(key);
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
  struct Maps : Map<Rows>... {};
  Maps maps_;
};

template <class... Rows, template <class> class MapOf>
RowMaps<RowTypes<Rows...>, MapOf>::RowMaps() = default;
template <class... Rows, template <class> class MapOf>
RowMaps<RowTypes<Rows...>, MapOf>::RowMaps(const RowMaps& other) = default;
template <class... Rows, template <class> class MapOf>
RowMaps<RowTypes<Rows...>, MapOf>::RowMaps(RowMaps&& other) noexcept = default;
template <class... Rows, template <class> class MapOf>
RowMaps<RowTypes<Rows...>, MapOf>& RowMaps<RowTypes<Rows...>, MapOf>::operator=(
    const RowMaps& other) = default;
template <class... Rows, template <class> class MapOf>
RowMaps<RowTypes<Rows...>, MapOf>& RowMaps<RowTypes<Rows...>, MapOf>::operator=(
    RowMaps&& other) noexcept = default;
template <class... Rows, template <class> class MapOf>
RowMaps<RowTypes<Rows...>, MapOf>::~RowMaps() = default;

}  // namespace herlaad::engine
