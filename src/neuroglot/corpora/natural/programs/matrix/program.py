from __future__ import annotations

from collections.abc import Iterable


class Matrix:
    def __init__(self, rows: Iterable[Iterable[int]]) -> None:
        self.rows = [list(row) for row in rows]
        if len({len(row) for row in self.rows}) != 1:
            raise ValueError("rows must have the same length")

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    @property
    def T(self) -> Matrix:
        return Matrix(zip(*self.rows))

    def __add__(self, other: Matrix) -> Matrix:
        if self.shape != other.shape:
            raise ValueError(f"cannot add {describe(self)} and {describe(other)}")
        return Matrix(
            [x + y for x, y in zip(mine, theirs)]
            for mine, theirs in zip(self.rows, other.rows)
        )

    def __matmul__(self, other: Matrix) -> Matrix:
        if self.shape[1] != other.shape[0]:
            raise ValueError(f"cannot multiply {describe(self)} by {describe(other)}")
        columns = other.T.rows
        return Matrix(
            [sum(x * y for x, y in zip(row, column)) for column in columns]
            for row in self.rows
        )

    def determinant(self) -> int:
        """Fraction-free (Bareiss) elimination."""
        n, width = self.shape
        if n != width:
            raise ValueError(f"{describe(self)} is not square")
        m = [row[:] for row in self.rows]
        sign, previous = 1, 1
        for k in range(n - 1):
            pivot = next((r for r in range(k, n) if m[r][k]), None)
            if pivot is None:
                return 0
            if pivot != k:
                m[k], m[pivot] = m[pivot], m[k]
                sign = -sign
            for r in range(k + 1, n):
                for c in range(k + 1, n):
                    m[r][c] = (m[r][c] * m[k][k] - m[r][k] * m[k][c]) // previous
            previous = m[k][k]
        return sign * m[-1][-1]

    def __str__(self) -> str:
        width = max(len(str(x)) for row in self.rows for x in row)
        return "\n".join(
            "[" + " ".join(f"{x:{width}}" for x in row) + "]" for row in self.rows
        )


def describe(matrix: Matrix) -> str:
    return "{}x{}".format(*matrix.shape)


def main() -> None:
    a = Matrix([[2, -1, 3], [0, 4, -2], [5, 1, 1]])
    b = Matrix([[0, 3, 2], [-3, 1, 0], [4, -1, 6]])
    wide = Matrix([[7, 8, 9], [10, 11, 12]])

    print("a + b =", a + b, sep="\n")
    print("a * b =", a @ b, sep="\n")
    print("transpose of 2x3 =", wide.T, sep="\n")
    print("det(a) =", a.determinant())
    print("det(b) =", b.determinant())
    print("det(a * b) =", (a @ b).determinant())
    try:
        print(a @ wide)
    except ValueError as error:
        print("error:", error)


if __name__ == "__main__":
    main()
