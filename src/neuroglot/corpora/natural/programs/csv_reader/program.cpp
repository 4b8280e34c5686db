#include <charconv>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using Row = std::vector<std::string>;

[[noreturn]] void fail(const char* what, std::size_t number, const char* why) {
  throw std::runtime_error(what + std::to_string(number) + ": " + why);
}

std::vector<Row> parse_csv(std::string text) {
  if (text.empty() || text.back() != '\n') text += '\n';
  std::vector<Row> rows(1);
  std::string field;
  bool quoted = false;
  std::size_t line = 1;
  std::size_t quote_line = 0;

  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted && c != '"') {
      field += c;
    } else if (quoted && text[i + 1] == '"') {
      field += '"';
      ++i;
    } else if (quoted) {
      if (text[i + 1] != ',' && text[i + 1] != '\n') {
        fail("line ", quote_line, "stray quote");
      }
      quoted = false;
    } else if (c == '"') {
      if (!field.empty()) fail("line ", line, "stray quote");
      quoted = true;
      quote_line = line;
    } else if (c == ',' || c == '\n') {
      rows.back().push_back(std::exchange(field, ""));
      if (c == '\n') rows.emplace_back();
    } else {
      field += c;
    }
  }
  if (quoted) fail("line ", quote_line, "quote never closed");
  rows.pop_back();  // begun after the final newline

  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != rows[0].size()) {
      fail("row ", i, "wrong number of fields");
    }
  }
  return rows;
}

// The sum of a column, or nothing if some cell in it is not an integer.
std::optional<long> column_sum(const std::vector<Row>& rows, std::size_t col) {
  long sum = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string& cell = rows[i][col];
    const char* end = cell.data() + cell.size();
    long value = 0;
    const auto [stop, error] = std::from_chars(cell.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    sum += value;
  }
  return sum;
}

void report(const std::string& text) {
  const std::vector<Row> rows = parse_csv(text);
  for (const Row& row : rows) {
    std::string separator;
    for (const std::string& cell : row) {
      std::cout << std::exchange(separator, "; ") << '[';
      for (const char c : cell) std::cout << (c == '\n' ? '/' : c);
      std::cout << ']';
    }
    std::cout << '\n';
  }
  for (std::size_t col = 0; col < rows[0].size(); ++col) {
    if (const auto sum = column_sum(rows, col)) {
      std::cout << "sum of " << rows[0][col] << ": " << *sum << '\n';
    }
  }
}

int main() {
  const char* orders = R"(item,supplier,qty,cents
"Bolt, hex",Acme,40,15
"Washer ""large""",Acme,120,4
Bracket,"Smith, Jones & Co",8,275
"Paint
two coats",Colorworks,6,1299
Hinge,,25,-89
)";
  for (const char* text :
       {orders, "a,b\n1,2\n3,4,5\n", "a,b\n1,\"two\n", "a,b\n1,\"tw\"o"}) {
    try {
      report(text);
    } catch (const std::runtime_error& e) {
      std::cout << "error: " << e.what() << '\n';
    }
  }
}
