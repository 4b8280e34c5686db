#include <cstddef>
#include <cstdio>
#include <iostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

struct Json;
using Array = std::vector<Json>;
// A vector rather than a map, so that members print in insertion order.
using Object = std::vector<std::pair<std::string, Json>>;

struct Json {
  std::variant<std::nullptr_t, bool, int, std::string, Array, Object> value;
};

class Printer {
 public:
  explicit Printer(int indent = 0) : indent_(indent) {}

  std::string print(const Json& json) {
    out_.clear();
    std::visit(*this, json.value);
    return out_;
  }

  void operator()(std::nullptr_t) { out_ += "null"; }
  void operator()(bool b) { out_ += b ? "true" : "false"; }
  void operator()(int n) { out_ += std::to_string(n); }

  void operator()(const std::string& s) {
    out_ += '"';
    for (const char c : s) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (c == '\t') {
        out_ += "\\t";
      } else if (static_cast<unsigned char>(c) < 0x20) {
        char buffer[7];
        std::snprintf(buffer, sizeof buffer, "\\u%04x", c);
        out_ += buffer;
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void operator()(const Array& items) {
    sequence('[', ']', items,
             [this](const Json& item) { std::visit(*this, item.value); });
  }

  void operator()(const Object& members) {
    sequence('{', '}', members, [this](const auto& member) {
      (*this)(member.first);
      out_ += indent_ > 0 ? ": " : ":";
      std::visit(*this, member.second.value);
    });
  }

 private:
  template <typename Range, typename Emit>
  void sequence(char open, char close, const Range& range, Emit emit) {
    out_ += open;
    ++depth_;
    bool first = true;
    for (const auto& element : range) {
      if (!std::exchange(first, false)) out_ += ',';
      newline();
      emit(element);
    }
    --depth_;
    if (!range.empty()) newline();
    out_ += close;
  }

  void newline() {
    if (indent_ > 0) out_ += '\n' + std::string(depth_ * indent_, ' ');
  }

  int indent_;
  int depth_ = 0;
  std::string out_;
};

int main() {
  using std::string;
  const Json sensor{Object{
      {"name", {string("sensor \"A\"")}},
      {"path", {string("C:\\logs\\today")}},
      {"note", {string("line one\n\ttabbed\a")}},
      {"active", {true}},
      {"owner", {nullptr}},
      {"readings", {Array{{3}, {-14}}}},
      {"limits", {Object{{"min", {0}}, {"max", {50}}}}},
      {"tags", {Array{}}},
      {"meta", {Object{}}},
  }};

  const string compact = Printer().print(sensor);
  std::cout << compact << '\n'
            << Printer(2).print(sensor) << '\n'
            << "compact size: " << compact.size() << '\n';
}
