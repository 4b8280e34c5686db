#include <cstddef>
#include <iostream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

struct Job {
  int priority;
  int ticket;
  std::string name;

  // Equal priorities run in the order they were submitted.
  bool operator<(const Job& other) const {
    return std::tie(priority, ticket) < std::tie(other.priority, other.ticket);
  }
};

std::ostream& operator<<(std::ostream& out, const Job& job) {
  return out << job.name << " (priority " << job.priority << ")";
}

template <typename T>
class MinHeap {
 public:
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }

  const T& top() const {
    if (empty()) throw std::out_of_range("heap is empty");
    return items_.front();
  }

  void push(T item) {
    items_.push_back(std::move(item));
    for (std::size_t i = size() - 1; i > 0;) {
      const std::size_t parent = (i - 1) / 2;
      if (!(items_[i] < items_[parent])) break;
      std::swap(items_[i], items_[parent]);
      i = parent;
    }
  }

  T pop() {
    T smallest = top();
    items_.front() = std::move(items_.back());
    items_.pop_back();
    sift_down(0);
    return smallest;
  }

 private:
  void sift_down(std::size_t i) {
    for (;;) {
      std::size_t child = 2 * i + 1;
      if (child >= size()) return;
      if (child + 1 < size() && items_[child + 1] < items_[child]) ++child;
      if (!(items_[child] < items_[i])) return;
      std::swap(items_[i], items_[child]);
      i = child;
    }
  }

  std::vector<T> items_;
};

int main() {
  MinHeap<Job> queue;
  int tickets = 0;
  auto submit = [&](int priority, std::string name) {
    queue.push({priority, ++tickets, std::move(name)});
  };

  submit(5, "backup");
  submit(2, "resize-images");
  submit(3, "send-mail");
  submit(1, "restart-db");
  submit(3, "build-index");
  std::cout << queue.size() << " jobs, next is " << queue.top() << '\n';
  std::cout << "run " << queue.pop() << '\n';
  std::cout << "run " << queue.pop() << '\n';

  submit(1, "hotfix");
  submit(4, "rotate-logs");
  submit(3, "thumbnails");
  std::cout << queue.size() << " jobs, next is " << queue.top() << '\n';
  while (!queue.empty()) {
    std::cout << "run " << queue.pop() << '\n';
  }

  try {
    queue.pop();
  } catch (const std::out_of_range& e) {
    std::cout << "error: " << e.what() << '\n';
  }
}
