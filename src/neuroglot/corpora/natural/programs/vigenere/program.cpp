#include <cctype>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

class Vigenere {
 public:
  explicit Vigenere(const std::string& key) {
    if (key.empty()) throw std::invalid_argument("the key is empty");
    for (const unsigned char c : key) {
      if (!std::isalpha(c)) {
        throw std::invalid_argument(std::string("the key contains '") +
                                    static_cast<char>(c) + "'");
      }
      shifts_.push_back(std::toupper(c) - 'A');
    }
  }

  std::string encrypt(const std::string& text) const { return apply(text, 1); }
  std::string decrypt(const std::string& text) const { return apply(text, -1); }

 private:
  std::string apply(std::string text, int direction) const {
    std::size_t used = 0;
    for (char& c : text) {
      const unsigned char u = c;
      if (!std::isalpha(u)) continue;  // and the key stays where it is
      const char base = std::isupper(u) ? 'A' : 'a';
      const int shift = direction * shifts_[used++ % shifts_.size()];
      c = static_cast<char>(base + (u - base + shift + 26) % 26);
    }
    return text;
  }

  std::vector<int> shifts_;
};

int main() {
  const std::vector<std::pair<std::string, std::string>> messages = {
      {"Lemon", "Attack at dawn!"},
      {"KEY", "Don't panic: it's only 42 degrees, Celsius."},
      {"zebra", "The QUICK brown fox (jumps) over the lazy dog."},
      {"a", "Nothing changes here."},
      {"", "No key"},
      {"R2D2", "Beep"},
  };
  for (const auto& [key, text] : messages) {
    try {
      const Vigenere cipher(key);
      const std::string secret = cipher.encrypt(text);
      const std::string back = cipher.decrypt(secret);
      std::cout << key << ": " << secret << '\n'
                << "  " << back << (back == text ? " [ok]" : " [mismatch]")
                << '\n';
    } catch (const std::invalid_argument& e) {
      std::cout << "bad key \"" << key << "\": " << e.what() << '\n';
    }
  }
}
