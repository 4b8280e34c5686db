#include <algorithm>
#include <cstddef>
#include <iostream>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count)
      : parent_(count), size_(count, 1), sets_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  std::size_t find(std::size_t x) {
    std::size_t root = x;
    while (parent_[root] != root) root = parent_[root];
    // Hang everything on the way directly under the root.
    while (parent_[x] != root) x = std::exchange(parent_[x], root);
    return root;
  }

  bool unite(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
    --sets_;
    return true;
  }

  bool connected(std::size_t a, std::size_t b) { return find(a) == find(b); }
  std::size_t sets() const { return sets_; }

 private:
  std::vector<std::size_t> parent_;
  std::vector<std::size_t> size_;
  std::size_t sets_;
};

int main() {
  const std::vector<std::string> hosts{"ant", "bee", "cat", "dog", "elk",
                                       "fox", "gnu", "hen", "ibis"};
  const std::vector<std::pair<std::string, std::string>> cables{
      {"ant", "bee"}, {"cat", "dog"}, {"bee", "cat"},
      {"dog", "ant"}, {"elk", "fox"}, {"hen", "gnu"},
      {"fox", "hen"}, {"gnu", "elk"}, {"hen", "ibis"}};

  std::map<std::string, std::size_t> index;
  for (const auto& host : hosts) index.emplace(host, index.size());

  DisjointSets network(hosts.size());
  for (const auto& [from, to] : cables) {
    const bool useful = network.unite(index.at(from), index.at(to));
    std::cout << from << '-' << to << (useful ? "" : " is redundant") << '\n';
  }

  std::map<std::size_t, std::vector<std::string>> by_root;
  for (const auto& host : hosts) {
    by_root[network.find(index.at(host))].push_back(host);
  }
  std::vector<std::vector<std::string>> components;
  for (auto& [root, members] : by_root)
    components.push_back(std::move(members));
  std::sort(components.begin(), components.end());

  std::cout << network.sets() << " components\n";
  for (const auto& members : components) {
    std::cout << "  " << members.size() << ':';
    for (const auto& host : members) std::cout << ' ' << host;
    std::cout << '\n';
  }

  for (const auto& [a, b] :
       {std::pair{"ant", "dog"}, std::pair{"bee", "ibis"}}) {
    std::cout << a << " and " << b << ": "
              << (network.connected(index.at(a), index.at(b)) ? "connected"
                                                              : "separate")
              << '\n';
  }
}
