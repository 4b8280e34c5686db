#include <algorithm>
#include <cctype>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

constexpr std::string_view kStory =
    "The river didn't hurry. It took the long way round the hill, past the "
    "mill and the old stone bridge, as if the sea could wait. Children on the "
    "bridge dropped sticks into the river and ran to the other side; the "
    "sticks didn't hurry either. \"It's only a river,\" said the miller, but "
    "he said it the way people say it's only a king.";

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string current;
  for (const unsigned char c : text) {
    if (std::isalpha(c) || c == '\'') {
      current += static_cast<char>(std::tolower(c));
    } else if (!current.empty()) {
      words.push_back(std::move(current));
      current.clear();
    }
  }
  if (!current.empty()) words.push_back(std::move(current));
  return words;
}

int main() {
  const auto words = split_words(kStory);
  std::map<std::string, int> counts;
  for (const auto& word : words) ++counts[word];

  // The map is in alphabetical order already, and a stable sort keeps that
  // order among words that occur equally often.
  std::vector<std::pair<std::string, int>> ranking(counts.begin(),
                                                   counts.end());
  std::stable_sort(
      ranking.begin(), ranking.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });

  std::cout << "words: " << words.size() << ", distinct: " << counts.size()
            << '\n';
  const std::size_t shown = std::min<std::size_t>(10, ranking.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [word, count] = ranking[i];
    std::cout << std::left << std::setw(8) << word << std::right << std::setw(3)
              << count << ' ' << std::string(count, '*') << '\n';
  }

  const auto once =
      std::count_if(ranking.begin(), ranking.end(),
                    [](const auto& entry) { return entry.second == 1; });
  const auto longest = std::max_element(
      counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return a.first.size() < b.first.size();
      });
  std::cout << "used once: " << once << '\n'
            << "longest: " << longest->first << '\n';
}
