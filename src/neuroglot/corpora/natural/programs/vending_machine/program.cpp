#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

struct Product {
  std::string name;
  int price;
};

class VendingMachine {
 public:
  using Shelf = std::map<std::string, Product>;
  using CoinBox = std::map<int, int, std::greater<int>>;  // largest coin first

  VendingMachine(Shelf shelf, CoinBox box)
      : shelf_(std::move(shelf)), box_(std::move(box)) {}

  std::string insert(int coin) {
    if (state_ == State::kEmpty) return "machine is empty";
    if (box_.count(coin) == 0) return "coin not accepted";
    ++inserted_[coin];
    credit_ += coin;
    state_ = State::kPaying;
    return "credit " + std::to_string(credit_);
  }

  std::string select(const std::string& code) {
    if (state_ == State::kEmpty) return "machine is empty";
    if (state_ == State::kIdle) return "insert coins first";

    const auto found = shelf_.find(code);
    if (found == shelf_.end()) return code + " sold out";
    const auto [name, price] = found->second;
    const int surplus = credit_ - price;
    if (surplus < 0) return std::to_string(-surplus) + " more needed";

    // Work on a copy, so that a refused sale leaves the box alone.
    CoinBox box = box_;
    for (auto [coin, count] : inserted_) box[coin] += count;
    if (!take(box, surplus)) return "no change available";

    box_ = std::move(box);
    shelf_.erase(found);
    reset();
    return name + ", change " + std::to_string(surplus);
  }

  std::string cancel() {
    const int refund = credit_;
    reset();
    return "returned " + std::to_string(refund);
  }

  const CoinBox& box() const { return box_; }

 private:
  enum class State { kIdle, kPaying, kEmpty };

  static bool take(CoinBox& box, int amount) {
    for (auto& [coin, count] : box) {
      for (; count > 0 && coin <= amount; --count) amount -= coin;
    }
    return amount == 0;
  }

  void reset() {
    inserted_.clear();
    credit_ = 0;
    state_ = shelf_.empty() ? State::kEmpty : State::kIdle;
  }

  Shelf shelf_;
  CoinBox box_;
  CoinBox inserted_;
  int credit_ = 0;
  State state_ = State::kIdle;
};

int main() {
  VendingMachine machine(
      {{"A1", {"Crisps", 85}}, {"B2", {"Water", 60}}, {"C3", {"Gum", 35}}},
      {{100, 0}, {50, 1}, {20, 1}, {10, 1}, {5, 0}});

  for (const std::string command :
       {"select B2", "insert 3", "insert 50", "select B2", "insert 20",
        "select B2", "insert 100", "select A1", "cancel", "insert 50",
        "insert 20", "insert 10", "insert 5", "select A1", "insert 50",
        "select A1", "select C3", "insert 20"}) {
    std::istringstream words(command);
    std::string verb, argument;
    words >> verb >> argument;
    std::cout << command << ": "
              << (verb == "insert"   ? machine.insert(std::stoi(argument))
                  : verb == "select" ? machine.select(argument)
                                     : machine.cancel())
              << '\n';
  }

  std::cout << "coin box:";
  for (auto [coin, count] : machine.box()) {
    std::cout << ' ' << coin << 'x' << count;
  }
  std::cout << '\n';
}
