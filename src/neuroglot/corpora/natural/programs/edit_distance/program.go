package main

import "fmt"

// table holds at [i][j] the distance between a[:i] and b[:j].
type table [][]int

func newTable(a, b string) table {
	t := make(table, len(a)+1)
	for i := range t {
		t[i] = make([]int, len(b)+1)
		for j := range t[i] {
			switch {
			case i == 0:
				t[i][j] = j
			case j == 0:
				t[i][j] = i
			case a[i-1] == b[j-1]:
				t[i][j] = t[i-1][j-1]
			default:
				t[i][j] = 1 + min(t[i-1][j-1], t[i-1][j], t[i][j-1])
			}
		}
	}
	return t
}

func min(first int, rest ...int) int {
	for _, v := range rest {
		if v < first {
			first = v
		}
	}
	return first
}

// script appends the edits for a[:i] and b[:j] in order; the recursion goes
// to the front of the words before anything is written.
func (t table) script(a, b string, i, j int, edits []string) []string {
	switch {
	case i == 0 && j == 0:
		return edits
	case i > 0 && j > 0 && a[i-1] == b[j-1]:
		return t.script(a, b, i-1, j-1, edits)
	case i > 0 && j > 0 && t[i][j] == t[i-1][j-1]+1:
		edits = t.script(a, b, i-1, j-1, edits)
		return append(edits, fmt.Sprintf("replace %q at %d with %q", a[i-1], i-1, b[j-1]))
	case i > 0 && t[i][j] == t[i-1][j]+1:
		edits = t.script(a, b, i-1, j, edits)
		return append(edits, fmt.Sprintf("delete %q at %d", a[i-1], i-1))
	default:
		edits = t.script(a, b, i, j-1, edits)
		return append(edits, fmt.Sprintf("insert %q at %d", b[j-1], i))
	}
}

func main() {
	pairs := []struct{ from, to string }{
		{"kitten", "sitting"},
		{"flaw", "lawn"},
		{"sunday", "saturday"},
		{"same", "same"},
	}
	for _, p := range pairs {
		t := newTable(p.from, p.to)
		fmt.Printf("%s -> %s: %d\n", p.from, p.to, t[len(p.from)][len(p.to)])
		for _, edit := range t.script(p.from, p.to, len(p.from), len(p.to), nil) {
			fmt.Println(" ", edit)
		}
	}
}
