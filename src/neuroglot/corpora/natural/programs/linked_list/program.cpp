#include <cstddef>
#include <initializer_list>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

template <typename T>
class LinkedList {
  struct Node {
    T value;
    std::unique_ptr<Node> next;
  };

 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    explicit Iterator(const Node* node) : node_(node) {}
    reference operator*() const { return node_->value; }
    Iterator& operator++() {
      node_ = node_->next.get();
      return *this;
    }
    bool operator==(const Iterator& other) const {
      return node_ == other.node_;
    }
    bool operator!=(const Iterator& other) const { return !(*this == other); }

   private:
    const Node* node_;
  };

  LinkedList() = default;
  LinkedList(std::initializer_list<T> values) {
    for (const T& value : values) append(value);
  }

  Iterator begin() const { return Iterator(head_.get()); }
  Iterator end() const { return Iterator(nullptr); }
  std::size_t size() const { return size_; }

  void append(T value) {
    auto node = std::make_unique<Node>(Node{std::move(value), nullptr});
    Node* last = node.get();
    (tail_ ? tail_->next : head_) = std::move(node);
    tail_ = last;
    ++size_;
  }

  // Drops the first node equal to value.
  bool remove(const T& value) {
    Node* previous = nullptr;
    for (auto* link = &head_; *link; link = &(*link)->next) {
      if ((*link)->value == value) {
        if (link->get() == tail_) tail_ = previous;
        *link = std::move((*link)->next);
        --size_;
        return true;
      }
      previous = link->get();
    }
    return false;
  }

  void reverse() {
    tail_ = head_.get();
    std::unique_ptr<Node> reversed;
    while (head_) {
      auto rest = std::move(head_->next);
      head_->next = std::move(reversed);
      reversed = std::move(head_);
      head_ = std::move(rest);
    }
    head_ = std::move(reversed);
  }

 private:
  std::unique_ptr<Node> head_;
  Node* tail_ = nullptr;
  std::size_t size_ = 0;
};

template <typename T>
std::ostream& operator<<(std::ostream& out, const LinkedList<T>& list) {
  for (const T& value : list) out << value << " -> ";
  return out << "end";
}

int main() {
  LinkedList<std::string> stops{"Harbour", "Market", "Museum", "Park",
                                "Station"};
  std::cout << "outbound: " << stops << '\n';
  stops.reverse();
  std::cout << "inbound:  " << stops << '\n';

  for (const char* name : {"Museum", "Station", "Harbour", "Airport"}) {
    std::cout << "close " << name << ": "
              << (stops.remove(name) ? "done" : "no such stop") << '\n';
  }
  std::cout << "open:     " << stops << '\n';
  stops.append("Castle");
  stops.append("Zoo");
  std::cout << "extended: " << stops << '\n';

  int position = 0;
  for (const std::string& stop : stops) {
    std::cout << ++position << ". " << stop << '\n';
  }
  std::cout << stops.size() << " stops\n";
}
