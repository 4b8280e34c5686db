#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

class EditTable {
 public:
  EditTable(std::string source, std::string target)
      : source_(std::move(source)),
        target_(std::move(target)),
        cost_(source_.size() + 1, std::vector<int>(target_.size() + 1)) {
    for (std::size_t i = 0; i <= source_.size(); ++i) {
      for (std::size_t j = 0; j <= target_.size(); ++j) {
        if (i == 0 || j == 0) {
          cost_[i][j] = static_cast<int>(i + j);
          continue;
        }
        cost_[i][j] = std::min({cost_[i - 1][j - 1] + mismatch(i, j),
                                cost_[i - 1][j] + 1, cost_[i][j - 1] + 1});
      }
    }
  }

  int distance() const { return cost_.back().back(); }

  // Walks back from the last cell along the choices that led to it.
  std::vector<std::string> script() const {
    std::vector<std::string> edits;
    std::size_t i = source_.size();
    std::size_t j = target_.size();
    while (i > 0 || j > 0) {
      const int here = cost_[i][j];
      if (i > 0 && j > 0 && here == cost_[i - 1][j - 1] + mismatch(i, j)) {
        --i;
        --j;
        if (source_[i] != target_[j])
          edits.push_back("replace " + quote(source_[i]) + " at " +
                          std::to_string(i) + " with " + quote(target_[j]));
      } else if (i > 0 && here == cost_[i - 1][j] + 1) {
        --i;
        edits.push_back("delete " + quote(source_[i]) + " at " +
                        std::to_string(i));
      } else {
        --j;
        edits.push_back("insert " + quote(target_[j]) + " at " +
                        std::to_string(i));
      }
    }
    std::reverse(edits.begin(), edits.end());
    return edits;
  }

 private:
  int mismatch(std::size_t i, std::size_t j) const {
    return source_[i - 1] == target_[j - 1] ? 0 : 1;
  }

  static std::string quote(char c) { return {'\'', c, '\''}; }

  std::string source_;
  std::string target_;
  std::vector<std::vector<int>> cost_;
};

int main() {
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"kitten", "sitting"},
      {"flaw", "lawn"},
      {"sunday", "saturday"},
      {"same", "same"},
  };
  for (const auto& [source, target] : pairs) {
    const EditTable table(source, target);
    std::cout << source << " -> " << target << ": " << table.distance() << '\n';
    for (const auto& edit : table.script()) std::cout << "  " << edit << '\n';
  }
}
