#include <algorithm>
#include <cctype>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

using ParseError = std::runtime_error;

struct Token {
  enum Kind { Number, Symbol, End } kind;
  std::string text;
  std::size_t pos;
};

std::vector<Token> tokenize(const std::string& src) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < src.size();) {
    std::size_t end = i + 1;
    if (std::isdigit(static_cast<unsigned char>(src[i]))) {
      end = std::min(src.find_first_not_of("0123456789", end), src.size());
      tokens.push_back({Token::Number, src.substr(i, end - i), i});
    } else if (std::string("+-*/()").find(src[i]) != std::string::npos) {
      tokens.push_back({Token::Symbol, src.substr(i, 1), i});
    } else if (src[i] != ' ') {
      throw ParseError("bad character '" + src.substr(i, 1) + "' at " +
                       std::to_string(i));
    }
    i = end;
  }
  tokens.push_back({Token::End, "", src.size()});
  return tokens;
}

class Parser {
 public:
  explicit Parser(const std::string& src) : tokens_(tokenize(src)) {}

  long parse() {
    const long value = expression();
    if (next_->kind != Token::End) fail();
    return value;
  }

 private:
  bool accept(const char* symbol) {
    if (next_->text != symbol) return false;
    ++next_;
    return true;
  }

  [[noreturn]] void fail() const {
    if (next_->kind == Token::End) throw ParseError("unexpected end of input");
    throw ParseError("unexpected '" + next_->text + "' at " +
                     std::to_string(next_->pos));
  }

  long expression() {
    long value = term();
    while (true) {
      if (accept("+")) {
        value += term();
      } else if (accept("-")) {
        value -= term();
      } else {
        return value;
      }
    }
  }

  long term() {
    long value = factor();
    while (true) {
      if (accept("*")) {
        value *= factor();
      } else if (accept("/")) {
        const long divisor = factor();
        if (divisor == 0) throw ParseError("division by zero");
        value /= divisor;
      } else {
        return value;
      }
    }
  }

  long factor() {
    if (accept("-")) return -factor();
    if (accept("(")) {
      const long value = expression();
      if (!accept(")")) fail();
      return value;
    }
    if (next_->kind != Token::Number) fail();
    return std::stol((next_++)->text);
  }

  std::vector<Token> tokens_;
  std::vector<Token>::const_iterator next_ = tokens_.begin();
};

int main() {
  for (const char* src :
       {"1 + 2 * 3", "(1 + 2) * -3", "-(10 - 3) / 2", "100 / 7 / 2",
        "12 * (3 + 4", "7 + * 3", "3 4", "6 % 4", "5 / (2 - 2)"}) {
    try {
      const long value = Parser(src).parse();
      std::cout << src << " = " << value << '\n';
    } catch (const ParseError& e) {
      std::cout << src << " -> error: " << e.what() << '\n';
    }
  }
}
