#include <cstddef>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

class Trie {
 public:
  bool insert(std::string_view word) {
    Node* node = &root_;
    for (char letter : word) {
      auto& child = node->children[letter];
      if (!child) {
        child = std::make_unique<Node>();
        ++nodes_;
      }
      node = child.get();
    }
    if (node->is_word) return false;
    node->is_word = true;
    ++words_;
    return true;
  }

  bool contains(std::string_view word) const {
    const Node* node = descend(word);
    return node && node->is_word;
  }

  bool has_prefix(std::string_view prefix) const {
    return descend(prefix) != nullptr;
  }

  std::vector<std::string> complete(
      std::string_view prefix,
      std::size_t limit = std::numeric_limits<std::size_t>::max()) const {
    std::vector<std::string> found;
    if (const Node* node = descend(prefix)) {
      std::string word(prefix);
      collect(*node, word, limit, found);
    }
    return found;
  }

  std::size_t words() const { return words_; }
  std::size_t nodes() const { return nodes_; }

 private:
  struct Node {
    bool is_word = false;
    std::map<char, std::unique_ptr<Node>> children;
  };

  const Node* descend(std::string_view path) const {
    const Node* node = &root_;
    for (char letter : path) {
      auto it = node->children.find(letter);
      if (it == node->children.end()) return nullptr;
      node = it->second.get();
    }
    return node;
  }

  // std::map keeps the letters ordered, so words come out sorted.
  static void collect(const Node& node, std::string& word, std::size_t limit,
                      std::vector<std::string>& found) {
    if (found.size() >= limit) return;
    if (node.is_word) found.push_back(word);
    for (const auto& [letter, child] : node.children) {
      word.push_back(letter);
      collect(*child, word, limit, found);
      word.pop_back();
    }
  }

  Node root_;
  std::size_t words_ = 0;
  std::size_t nodes_ = 0;
};

int main() {
  Trie trie;
  for (const char* word : {"tea", "ten", "team", "to", "inn", "in", "tent",
                           "teapot", "ten", "into", "tear"}) {
    if (!trie.insert(word)) std::cout << word << " is already there\n";
  }
  std::cout << trie.words() << " words, " << trie.nodes() << " nodes\n";

  for (const char* word : {"team", "te", "in", "tents"}) {
    std::cout << word << ": word " << (trie.contains(word) ? "yes" : "no")
              << ", prefix " << (trie.has_prefix(word) ? "yes" : "no") << '\n';
  }

  auto show = [](std::string_view label,
                 const std::vector<std::string>& words) {
    std::cout << label << " ->";
    for (const auto& word : words) std::cout << ' ' << word;
    std::cout << (words.empty() ? " nothing\n" : "\n");
  };
  for (const char* prefix : {"tea", "in", "x"}) {
    show(prefix, trie.complete(prefix));
  }
  show("first 4 of te", trie.complete("te", 4));
}
