#include <functional>
#include <iostream>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

template <typename Key, typename Value>
class LruCache {
 public:
  using EvictionHandler = std::function<void(const Key&, const Value&)>;

  LruCache(std::size_t capacity, EvictionHandler on_evict)
      : capacity_(capacity), on_evict_(std::move(on_evict)) {}

  std::optional<Value> get(const Key& key) {
    auto it = index_.find(key);
    if (it == index_.end()) {
      ++misses_;
      return std::nullopt;
    }
    ++hits_;
    touch(it->second);
    return it->second->second;
  }

  void put(const Key& key, Value value) {
    if (auto it = index_.find(key); it != index_.end()) {
      it->second->second = std::move(value);
      touch(it->second);
      return;
    }
    if (entries_.size() == capacity_) {
      const auto& oldest = entries_.back();
      on_evict_(oldest.first, oldest.second);
      index_.erase(oldest.first);
      entries_.pop_back();
    }
    entries_.emplace_front(key, std::move(value));
    index_[key] = entries_.begin();
  }

  const std::list<std::pair<Key, Value>>& entries() const { return entries_; }
  int hits() const { return hits_; }
  int misses() const { return misses_; }

 private:
  using Iterator = typename std::list<std::pair<Key, Value>>::iterator;

  // splice keeps every iterator stored in index_ valid.
  void touch(Iterator it) { entries_.splice(entries_.begin(), entries_, it); }

  std::size_t capacity_;
  EvictionHandler on_evict_;
  std::list<std::pair<Key, Value>> entries_;
  std::unordered_map<Key, Iterator> index_;
  int hits_ = 0;
  int misses_ = 0;
};

int main() {
  std::vector<std::string> evicted;
  LruCache<std::string, int> pages(
      3, [&evicted](const std::string& page, int size) {
        std::cout << "evict " << page << " (" << size << " KB)\n";
        evicted.push_back(page);
      });

  auto lookup = [&pages](const std::string& page) {
    std::cout << "get " << page << ": ";
    if (auto size = pages.get(page)) {
      std::cout << *size << " KB\n";
    } else {
      std::cout << "miss\n";
    }
  };

  pages.put("home", 12);
  pages.put("news", 40);
  pages.put("cart", 7);
  lookup("home");
  pages.put("help", 21);
  lookup("news");
  pages.put("cart", 9);
  pages.put("blog", 33);
  lookup("cart");
  lookup("home");
  pages.put("news", 41);

  std::cout << "most recent first:\n";
  for (const auto& [page, size] : pages.entries()) {
    std::cout << "  " << page << " = " << size << '\n';
  }
  std::cout << "hits " << pages.hits() << ", misses " << pages.misses() << '\n';
  std::cout << "eviction order:";
  for (const auto& page : evicted) std::cout << ' ' << page;
  std::cout << '\n';
}
