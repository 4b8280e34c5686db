import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class Main {
  private record Matrix(long[][] cells) {
    int rows() {
      return cells.length;
    }

    int columns() {
      return cells[0].length;
    }

    String shape() {
      return rows() + "x" + columns();
    }

    Matrix plus(Matrix other) {
      if (rows() != other.rows() || columns() != other.columns()) {
        throw new IllegalArgumentException("cannot add " + shape() + " and " + other.shape());
      }
      long[][] sum = new long[rows()][columns()];
      for (int r = 0; r < rows(); r++) {
        for (int c = 0; c < columns(); c++) {
          sum[r][c] = cells[r][c] + other.cells[r][c];
        }
      }
      return new Matrix(sum);
    }

    Matrix times(Matrix other) {
      if (columns() != other.rows()) {
        throw new IllegalArgumentException("cannot multiply " + shape() + " by " + other.shape());
      }
      long[][] product = new long[rows()][other.columns()];
      for (int r = 0; r < rows(); r++) {
        for (int c = 0; c < other.columns(); c++) {
          for (int k = 0; k < columns(); k++) {
            product[r][c] += cells[r][k] * other.cells[k][c];
          }
        }
      }
      return new Matrix(product);
    }

    Matrix transpose() {
      return new Matrix(
          IntStream.range(0, columns())
              .mapToObj(c -> Arrays.stream(cells).mapToLong(row -> row[c]).toArray())
              .toArray(long[][]::new));
    }

    /** Laplace expansion along the first row, which is fast enough for matrices this small. */
    long determinant() {
      if (rows() != columns()) {
        throw new IllegalStateException(shape() + " is not square");
      }
      if (rows() == 1) {
        return cells[0][0];
      }
      return IntStream.range(0, columns())
          .mapToLong(c -> (c % 2 == 0 ? 1 : -1) * cells[0][c] * minor(c).determinant())
          .sum();
    }

    private Matrix minor(int skipped) {
      return new Matrix(
          Arrays.stream(cells, 1, rows())
              .map(
                  row ->
                      IntStream.range(0, columns())
                          .filter(c -> c != skipped)
                          .mapToLong(c -> row[c])
                          .toArray())
              .toArray(long[][]::new));
    }

    @Override
    public String toString() {
      int width =
          Arrays.stream(cells)
              .flatMapToLong(Arrays::stream)
              .mapToInt(cell -> Long.toString(cell).length())
              .max()
              .orElse(1);
      String format = "%" + width + "d";
      return Arrays.stream(cells)
          .map(
              row ->
                  Arrays.stream(row)
                      .mapToObj(format::formatted)
                      .collect(Collectors.joining(" ", "[", "]")))
          .collect(Collectors.joining("\n"));
    }
  }

  public static void main(String[] args) {
    var a = new Matrix(new long[][] {{2, -1, 3}, {0, 4, -2}, {5, 1, 1}});
    var b = new Matrix(new long[][] {{0, 3, 2}, {-3, 1, 0}, {4, -1, 6}});
    var wide = new Matrix(new long[][] {{7, 8, 9}, {10, 11, 12}});

    System.out.println("a + b =\n" + a.plus(b));
    System.out.println("a * b =\n" + a.times(b));
    System.out.println("transpose of 2x3 =\n" + wide.transpose());
    System.out.println("det(a) = " + a.determinant());
    System.out.println("det(b) = " + b.determinant());
    System.out.println("det(a * b) = " + a.times(b).determinant());
    try {
      System.out.println(a.times(wide));
    } catch (IllegalArgumentException e) {
      System.out.println("error: " + e.getMessage());
    }
  }
}
