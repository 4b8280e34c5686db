#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <queue>
#include <string>
#include <utility>
#include <vector>

struct Customer {
  std::string name;
  int arrival;
  int service;
};

struct Visit {
  Customer customer;
  int start;
  std::size_t counter;

  int wait() const { return start - customer.arrival; }
  int end() const { return start + customer.service; }
};

std::vector<Visit> simulate(const std::vector<Customer>& customers,
                            std::size_t counter_count) {
  // (time it becomes free, counter); the pair order breaks ties by number.
  using Slot = std::pair<int, std::size_t>;
  std::priority_queue<Slot, std::vector<Slot>, std::greater<Slot>> free_at;
  for (std::size_t i = 0; i < counter_count; ++i) free_at.emplace(0, i);

  std::vector<Visit> visits;
  visits.reserve(customers.size());
  for (const auto& customer : customers) {
    auto [time, counter] = free_at.top();
    free_at.pop();
    visits.push_back({customer, std::max(time, customer.arrival), counter});
    free_at.emplace(visits.back().end(), counter);
  }
  return visits;
}

int main() {
  const std::vector<Customer> customers = {
      {"Ana", 0, 6},  {"Ben", 1, 4},   {"Chloe", 2, 7}, {"Dev", 3, 3},
      {"Elif", 5, 5}, {"Farid", 6, 8}, {"Greta", 9, 2}, {"Hugo", 20, 4},
  };
  constexpr std::size_t kCounters = 2;
  const auto visits = simulate(customers, kCounters);

  std::cout << "name     in  start  wait  counter\n";
  int total_wait = 0;
  int closing = 0;
  std::vector<int> served(kCounters), busy(kCounters);
  for (const auto& visit : visits) {
    std::cout << std::left << std::setw(7) << visit.customer.name << std::right
              << std::setw(4) << visit.customer.arrival << std::setw(7)
              << visit.start << std::setw(6) << visit.wait() << std::setw(9)
              << visit.counter + 1 << '\n';
    total_wait += visit.wait();
    closing = std::max(closing, visit.end());
    ++served[visit.counter];
    busy[visit.counter] += visit.customer.service;
  }

  const auto longest = std::max_element(
      visits.begin(), visits.end(),
      [](const Visit& a, const Visit& b) { return a.wait() < b.wait(); });
  std::cout << std::fixed << std::setprecision(1) << "average wait: "
            << static_cast<double>(total_wait) / visits.size() << '\n'
            << "longest wait: " << longest->wait() << " ("
            << longest->customer.name << ")\n";
  for (std::size_t i = 0; i < kCounters; ++i) {
    std::cout << "counter " << i + 1 << ": " << served[i] << " customers, busy "
              << busy[i] * 100 / closing << "%\n";
  }
}
