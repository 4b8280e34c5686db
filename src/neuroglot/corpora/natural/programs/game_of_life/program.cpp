#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

class Life {
 public:
  Life(int rows, int cols)
      : rows_(rows), cols_(cols), cells_(rows, std::vector<char>(cols, 0)) {}

  void set(int row, int col) { cells_[wrap(row, rows_)][wrap(col, cols_)] = 1; }

  void step() {
    auto next = cells_;
    for (int r = 0; r < rows_; ++r) {
      for (int c = 0; c < cols_; ++c) {
        const int n = neighbours(r, c);
        next[r][c] = n == 3 || (n == 2 && cells_[r][c]);
      }
    }
    cells_ = std::move(next);
  }

  int population() const {
    int alive = 0;
    for (const auto& row : cells_)
      alive += std::count(row.begin(), row.end(), 1);
    return alive;
  }

  friend std::ostream& operator<<(std::ostream& out, const Life& life) {
    for (const auto& row : life.cells_) {
      std::string line(row.size(), '.');
      std::transform(row.begin(), row.end(), line.begin(),
                     [](char alive) { return alive ? '#' : '.'; });
      out << line << '\n';
    }
    return out;
  }

 private:
  static int wrap(int i, int size) { return (i + size) % size; }

  int neighbours(int row, int col) const {
    int count = -cells_[row][col];
    for (int dr = -1; dr <= 1; ++dr)
      for (int dc = -1; dc <= 1; ++dc)
        count += cells_[wrap(row + dr, rows_)][wrap(col + dc, cols_)];
    return count;
  }

  int rows_;
  int cols_;
  std::vector<std::vector<char>> cells_;
};

int main() {
  Life life(5, 8);
  const std::vector<std::pair<int, int>> glider = {
      {2, 6}, {3, 7}, {4, 5}, {4, 6}, {4, 7}};
  for (auto [row, col] : glider) life.set(row, col);

  for (int generation = 1; generation <= 3; ++generation) {
    life.step();
    std::cout << "generation " << generation << ": " << life.population()
              << " alive\n"
              << life;
  }
}
