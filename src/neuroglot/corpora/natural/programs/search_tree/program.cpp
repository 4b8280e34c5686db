#include <algorithm>
#include <cstddef>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>

template <typename T, typename Compare = std::less<T>>
class SearchTree {
 public:
  bool insert(T value) {
    Link& link = find(root_, value);
    if (link) return false;
    link = std::make_unique<Node>(std::move(value));
    ++size_;
    return true;
  }

  bool erase(const T& value) {
    Link& link = find(root_, value);
    if (!link) return false;
    if (link->left && link->right) {
      Link* successor = &link->right;
      while ((*successor)->left) successor = &(*successor)->left;
      link->value = std::move((*successor)->value);
      unlink(*successor);
    } else {
      unlink(link);
    }
    --size_;
    return true;
  }

  bool contains(const T& value) { return find(root_, value) != nullptr; }
  std::size_t size() const { return size_; }
  int height() const { return height(root_); }

  template <typename Visitor>
  void in_order(Visitor visit) const {
    walk(root_, visit);
  }

 private:
  struct Node;
  using Link = std::unique_ptr<Node>;
  struct Node {
    explicit Node(T v) : value(std::move(v)) {}
    T value;
    Link left, right;
  };

  // Returns the link that holds the value, or the empty one where it belongs.
  Link& find(Link& link, const T& value) {
    if (!link) return link;
    if (less_(value, link->value)) return find(link->left, value);
    if (less_(link->value, value)) return find(link->right, value);
    return link;
  }

  static void unlink(Link& link) {
    Link child = std::move(link->left ? link->left : link->right);
    link = std::move(child);
  }

  static int height(const Link& link) {
    return link ? 1 + std::max(height(link->left), height(link->right)) : 0;
  }

  template <typename Visitor>
  static void walk(const Link& link, Visitor& visit) {
    if (!link) return;
    walk(link->left, visit);
    visit(link->value);
    walk(link->right, visit);
  }

  Link root_;
  std::size_t size_ = 0;
  Compare less_;
};

void report(const SearchTree<int>& tree) {
  std::cout << " ";
  tree.in_order([](int value) { std::cout << ' ' << value; });
  std::cout << " (size " << tree.size() << ", height " << tree.height()
            << ")\n";
}

int main() {
  SearchTree<int> tree;
  for (int value : {50, 30, 70, 20, 40, 60, 80, 65, 40}) {
    if (!tree.insert(value)) std::cout << "duplicate " << value << '\n';
  }
  report(tree);

  for (int value : {20, 30, 99, 50}) {
    std::cout << "delete " << value << (tree.erase(value) ? "" : ": not found")
              << '\n';
    report(tree);
  }
  for (int value : {50, 65}) {
    std::cout << "contains " << value << ": "
              << (tree.contains(value) ? "yes" : "no") << '\n';
  }
}
