#include <algorithm>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t cols)
      : rows_(rows), cols_(cols), cells_(rows * cols) {}

  Matrix(std::initializer_list<std::initializer_list<long>> rows)
      : rows_(rows.size()), cols_(rows.begin()->size()) {
    cells_.reserve(rows_ * cols_);
    for (const auto& row : rows) cells_.insert(cells_.end(), row);
  }

  long& operator()(std::size_t r, std::size_t c) {
    return cells_[r * cols_ + c];
  }
  long operator()(std::size_t r, std::size_t c) const {
    return cells_[r * cols_ + c];
  }

  std::string shape() const {
    return std::to_string(rows_) + "x" + std::to_string(cols_);
  }

  Matrix transposed() const {
    Matrix result(cols_, rows_);
    for (std::size_t r = 0; r < rows_; ++r)
      for (std::size_t c = 0; c < cols_; ++c) result(c, r) = (*this)(r, c);
    return result;
  }

  // Bareiss elimination: the divisions are exact, so integers suffice.
  long determinant() const {
    if (rows_ != cols_) throw std::domain_error(shape() + " is not square");
    Matrix m = *this;
    long sign = 1, previous = 1;
    for (std::size_t k = 0; k + 1 < rows_; ++k) {
      std::size_t pivot = k;
      while (pivot < rows_ && m(pivot, k) == 0) ++pivot;
      if (pivot == rows_) return 0;
      if (pivot != k) {
        for (std::size_t c = 0; c < cols_; ++c) std::swap(m(k, c), m(pivot, c));
        sign = -sign;
      }
      for (std::size_t r = k + 1; r < rows_; ++r)
        for (std::size_t c = k + 1; c < cols_; ++c)
          m(r, c) = (m(r, c) * m(k, k) - m(r, k) * m(k, c)) / previous;
      previous = m(k, k);
    }
    return sign * m(rows_ - 1, cols_ - 1);
  }

  friend Matrix operator+(const Matrix& a, const Matrix& b) {
    if (a.rows_ != b.rows_ || a.cols_ != b.cols_)
      throw std::invalid_argument("shapes differ: " + a.shape() + ", " +
                                  b.shape());
    Matrix sum(a.rows_, a.cols_);
    std::transform(a.cells_.begin(), a.cells_.end(), b.cells_.begin(),
                   sum.cells_.begin(), std::plus<>());
    return sum;
  }

  friend Matrix operator*(const Matrix& a, const Matrix& b) {
    if (a.cols_ != b.rows_)
      throw std::invalid_argument("cannot multiply " + a.shape() + " by " +
                                  b.shape());
    Matrix product(a.rows_, b.cols_);
    for (std::size_t r = 0; r < a.rows_; ++r)
      for (std::size_t k = 0; k < a.cols_; ++k)
        for (std::size_t c = 0; c < b.cols_; ++c)
          product(r, c) += a(r, k) * b(k, c);
    return product;
  }

  friend std::ostream& operator<<(std::ostream& out, const Matrix& m) {
    std::size_t width = 0;
    for (long cell : m.cells_)
      width = std::max(width, std::to_string(cell).size());
    for (std::size_t r = 0; r < m.rows_; ++r) {
      out << '[';
      for (std::size_t c = 0; c < m.cols_; ++c)
        out << (c ? " " : "") << std::setw(static_cast<int>(width)) << m(r, c);
      out << "]\n";
    }
    return out;
  }

 private:
  std::size_t rows_, cols_;
  std::vector<long> cells_;
};

int main() {
  const Matrix a{{2, -1, 3}, {0, 4, -2}, {5, 1, 1}};
  const Matrix b{{0, 3, 2}, {-3, 1, 0}, {4, -1, 6}};
  const Matrix wide{{7, 8, 9}, {10, 11, 12}};

  std::cout << "a + b =\n" << a + b;
  std::cout << "a * b =\n" << a * b;
  std::cout << "transpose of 2x3 =\n" << wide.transposed();
  std::cout << "det(a) = " << a.determinant() << '\n';
  std::cout << "det(b) = " << b.determinant() << '\n';
  std::cout << "det(a * b) = " << (a * b).determinant() << '\n';
  try {
    std::cout << a * wide;
  } catch (const std::invalid_argument& e) {
    std::cout << "error: " << e.what() << '\n';
  }
}
