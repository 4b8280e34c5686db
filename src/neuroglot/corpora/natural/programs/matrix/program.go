package main

import (
	"fmt"
	"log"
	"strconv"
	"strings"
)

// Matrix holds its rows; all of them have the same length.
type Matrix [][]int

func zeros(rows, cols int) Matrix {
	m := make(Matrix, rows)
	for r := range m {
		m[r] = make([]int, cols)
	}
	return m
}

func (m Matrix) shape() string {
	return fmt.Sprintf("%dx%d", len(m), len(m[0]))
}

func (m Matrix) Add(other Matrix) (Matrix, error) {
	if m.shape() != other.shape() {
		return nil, fmt.Errorf("cannot add %s and %s", m.shape(), other.shape())
	}
	sum := zeros(len(m), len(m[0]))
	for r, row := range m {
		for c, x := range row {
			sum[r][c] = x + other[r][c]
		}
	}
	return sum, nil
}

func (m Matrix) Mul(other Matrix) (Matrix, error) {
	if len(m[0]) != len(other) {
		return nil, fmt.Errorf("cannot multiply %s by %s", m.shape(), other.shape())
	}
	product := zeros(len(m), len(other[0]))
	for r, row := range m {
		for k, x := range row {
			for c, y := range other[k] {
				product[r][c] += x * y
			}
		}
	}
	return product, nil
}

func (m Matrix) Transpose() Matrix {
	t := zeros(len(m[0]), len(m))
	for r, row := range m {
		for c, x := range row {
			t[c][r] = x
		}
	}
	return t
}

// Det expands a square matrix by minors along its first row.
func (m Matrix) Det() int {
	if len(m) == 1 {
		return m[0][0]
	}
	det, sign := 0, 1
	for c, x := range m[0] {
		minor := make(Matrix, 0, len(m)-1)
		for _, row := range m[1:] {
			rest := append([]int{}, row[:c]...)
			minor = append(minor, append(rest, row[c+1:]...))
		}
		det += sign * x * minor.Det()
		sign = -sign
	}
	return det
}

func (m Matrix) String() string {
	width := 0
	for _, row := range m {
		for _, x := range row {
			if n := len(strconv.Itoa(x)); n > width {
				width = n
			}
		}
	}
	lines := make([]string, len(m))
	for r, row := range m {
		lines[r] = fmt.Sprintf("%*d", width, row) // the width applies to each element
	}
	return strings.Join(lines, "\n")
}

func main() {
	a := Matrix{{2, -1, 3}, {0, 4, -2}, {5, 1, 1}}
	b := Matrix{{0, 3, 2}, {-3, 1, 0}, {4, -1, 6}}
	wide := Matrix{{7, 8, 9}, {10, 11, 12}}

	sum, err := a.Add(b)
	if err != nil {
		log.Fatal(err)
	}
	product, err := a.Mul(b)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("a + b =\n%v\n", sum)
	fmt.Printf("a * b =\n%v\n", product)
	fmt.Printf("transpose of 2x3 =\n%v\n", wide.Transpose())
	fmt.Println("det(a) =", a.Det())
	fmt.Println("det(b) =", b.Det())
	fmt.Println("det(a * b) =", product.Det())
	if _, err := a.Mul(wide); err != nil {
		fmt.Println("error:", err)
	}
}
