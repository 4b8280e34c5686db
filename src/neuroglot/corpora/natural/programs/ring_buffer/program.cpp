#include <array>
#include <cstddef>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

template <typename T, std::size_t N>
class RingBuffer {
  static_assert(N > 0, "a ring buffer needs room for one item");

 public:
  // Appends an item; when full, the oldest one makes room and is returned.
  std::optional<T> push(T item) {
    std::optional<T> overwritten;
    if (full()) overwritten = pop();
    items_[(head_ + count_) % N] = std::move(item);
    ++count_;
    return overwritten;
  }

  T pop() {
    if (empty()) throw std::underflow_error("buffer is empty");
    T item = std::move(items_[head_]);
    head_ = (head_ + 1) % N;
    --count_;
    return item;
  }

  const T& operator[](std::size_t i) const { return items_[(head_ + i) % N]; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  bool full() const { return count_ == N; }

 private:
  std::array<T, N> items_{};
  std::size_t head_ = 0;
  std::size_t count_ = 0;
};

template <typename T, std::size_t N>
std::ostream& operator<<(std::ostream& out, const RingBuffer<T, N>& buffer) {
  out << '[';
  for (std::size_t i = 0; i < buffer.size(); ++i) {
    if (i > 0) out << ' ';
    out << buffer[i];
  }
  return out << ']';
}

class MovingAverage {
 public:
  void add(int reading) {
    sum_ += reading;
    if (auto old = window_.push(reading)) {
      sum_ -= *old;
      std::cout << reading << " replaces " << *old;
    } else {
      std::cout << reading << " added";
    }
    std::cout << ": " << window_ << " average " << tenths() << '\n';
  }

  // The mean to one decimal place, rounded down.
  std::string tenths() const {
    const int scaled = sum_ * 10 / static_cast<int>(window_.size());
    return std::to_string(scaled / 10) + "." + std::to_string(scaled % 10);
  }

  int take() {
    const int reading = window_.pop();
    sum_ -= reading;
    return reading;
  }

 private:
  RingBuffer<int, 4> window_;
  int sum_ = 0;
};

int main() {
  MovingAverage average;
  for (int reading : {21, 24, 22, 30, 35, 28, 19, 17}) average.add(reading);

  std::cout << "take " << average.take() << '\n';
  std::cout << "take " << average.take() << '\n';
  average.add(40);
  try {
    for (;;) {
      const int reading = average.take();
      std::cout << "take " << reading << '\n';
    }
  } catch (const std::underflow_error& e) {
    std::cout << "error: " << e.what() << '\n';
  }
}
