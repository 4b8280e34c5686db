#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using Cents = long long;

std::string money(Cents amount) {
  char text[32];
  const Cents size = amount < 0 ? -amount : amount;
  std::snprintf(text, sizeof text, "%s%lld.%02lld", amount < 0 ? "-" : "",
                size / 100, size % 100);
  return text;
}

class InsufficientFunds : public std::runtime_error {
 public:
  InsufficientFunds(const std::string& owner, Cents wanted, Cents balance)
      : std::runtime_error(owner + " cannot pay " + money(wanted) +
                           ", short by " + money(wanted - balance)) {}
};

class Account {
 public:
  Account(std::string owner, Cents opening) : owner_(std::move(owner)) {
    deposit(opening, "opening deposit");
  }

  void deposit(Cents amount, const std::string& memo) {
    balance_ += amount;
    history_.emplace_back(memo, amount);
  }

  void withdraw(Cents amount, const std::string& memo) {
    if (amount > balance_) throw InsufficientFunds(owner_, amount, balance_);
    balance_ -= amount;
    history_.emplace_back(memo, -amount);
  }

  void print_statement() const {
    std::printf("statement for %s\n", owner_.c_str());
    Cents running = 0;
    for (const auto& [memo, amount] : history_) {
      running += amount;
      std::printf("  %-16s %9s %9s\n", memo.c_str(), money(amount).c_str(),
                  money(running).c_str());
    }
  }

  Cents balance() const { return balance_; }

 private:
  std::string owner_;
  Cents balance_ = 0;
  std::vector<std::pair<std::string, Cents>> history_;
};

class Bank {
 public:
  void open(const std::string& owner, Cents opening) {
    accounts_.emplace(owner, Account(owner, opening));
  }

  Account& find(const std::string& owner) {
    auto it = accounts_.find(owner);
    if (it == accounts_.end())
      throw std::out_of_range("no account named " + owner);
    return it->second;
  }

  void transfer(const std::string& from, const std::string& to, Cents amount) {
    if (amount <= 0) throw std::invalid_argument("amount must be positive");
    Account& payer = find(from);
    Account& payee = find(to);
    payer.withdraw(amount, "to " + to);
    payee.deposit(amount, "from " + from);
  }

  void print_balances() const {
    std::puts("balances");
    for (const auto& [owner, account] : accounts_)
      std::printf("  %-8s %9s\n", owner.c_str(),
                  money(account.balance()).c_str());
  }

 private:
  std::map<std::string, Account> accounts_;
};

void attempt(Bank& bank, const std::string& from, const std::string& to,
             Cents amount) {
  try {
    bank.transfer(from, to, amount);
    std::printf("ok: %s -> %s %s\n", from.c_str(), to.c_str(),
                money(amount).c_str());
  } catch (const std::exception& error) {
    std::printf("refused: %s\n", error.what());
  }
}

int main() {
  Bank bank;
  bank.open("alice", 500'00);
  bank.open("bob", 120'50);
  bank.open("carol", 0);

  attempt(bank, "alice", "bob", 75'25);
  attempt(bank, "bob", "carol", 250'00);
  attempt(bank, "carol", "dave", 10'00);
  attempt(bank, "alice", "carol", 0);
  attempt(bank, "bob", "carol", 100'00);
  attempt(bank, "carol", "alice", 40'10);

  bank.find("alice").print_statement();
  bank.print_balances();
}
