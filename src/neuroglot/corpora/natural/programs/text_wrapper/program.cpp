#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

enum class Align { Left, Right, Centre };

std::vector<std::string> wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word.size() > width) {
      throw std::length_error("'" + word + "' is wider than " +
                              std::to_string(width) + " columns");
    }
    if (!lines.empty() && lines.back().size() + 1 + word.size() <= width) {
      lines.back() += ' ' + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string pad(const std::string& line, std::size_t width, Align align) {
  const std::size_t gap = width - line.size();
  std::size_t before = 0;
  switch (align) {
    case Align::Left:
      break;
    case Align::Right:
      before = gap;
      break;
    case Align::Centre:
      before = gap / 2;
      break;
  }
  return std::string(before, ' ') + line + std::string(gap - before, ' ');
}

struct Layout {
  const char* name;
  Align align;
  std::size_t width;
};

int main() {
  const std::string paragraph =
      "A lighthouse keeper wrote down the weather   every evening for\n"
      "thirty years, and nobody read a word of it until the harbour flooded.";

  for (const auto& [name, align, width] :
       {Layout{"left", Align::Left, 34}, Layout{"right", Align::Right, 36},
        Layout{"centre", Align::Centre, 40}, Layout{"left", Align::Left, 8}}) {
    std::cout << name << ", " << width << " columns\n";
    try {
      std::size_t unused = 0;
      for (const std::string& line : wrap(paragraph, width)) {
        std::cout << '|' << pad(line, width, align) << "|\n";
        unused += width - line.size();
      }
      std::cout << "unused: " << unused << '\n';
    } catch (const std::length_error& e) {
      std::cout << "error: " << e.what() << '\n';
    }
  }
}
