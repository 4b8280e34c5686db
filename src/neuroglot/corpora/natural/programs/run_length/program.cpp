#include <cctype>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rle {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

// "aaab" becomes "3ab". A count of one is left out.
std::string encode(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char symbol = text.front();
    if (is_digit(symbol)) {
      throw std::invalid_argument(std::string("cannot encode the digit ") +
                                  symbol);
    }
    std::size_t run = text.find_first_not_of(symbol);
    if (run == std::string_view::npos) run = text.size();
    if (run > 1) out += std::to_string(run);
    out += symbol;
    text.remove_prefix(run);
  }
  return out;
}

std::string decode(std::string_view code) {
  std::string out;
  std::string digits;
  for (const char c : code) {
    if (is_digit(c)) {
      digits += c;
      continue;
    }
    const std::size_t count = digits.empty() ? 1 : std::stoul(digits);
    if (count == 0) throw std::invalid_argument("a run of length zero");
    out.append(count, c);
    digits.clear();
  }
  if (!digits.empty()) {
    throw std::invalid_argument("count " + digits + " has no symbol");
  }
  return out;
}

}  // namespace rle

int main() {
  std::size_t plain = 0;
  std::size_t packed = 0;
  for (const std::string text :
       {"WWWWWWWWWWWWBWWWWBBB", "abcdef", "", "..##....##..", "     indented",
        "go  to room 7"}) {
    std::cout << '"' << text << "\" -> ";
    try {
      const std::string code = rle::encode(text);
      const bool same = rle::decode(code) == text;
      std::cout << '"' << code << "\" (" << text.size() << " to " << code.size()
                << ") " << (same ? "ok" : "BROKEN") << '\n';
      plain += text.size();
      packed += code.size();
    } catch (const std::invalid_argument& e) {
      std::cout << "error: " << e.what() << '\n';
    }
  }

  for (const char* code : {"3x2y", "10-", "2a0b", "4k12"}) {
    std::cout << code << " => ";
    try {
      std::cout << rle::decode(code) << '\n';
    } catch (const std::invalid_argument& e) {
      std::cout << "error: " << e.what() << '\n';
    }
  }
  std::cout << "saved " << plain - packed << " of " << plain << " characters\n";
}
