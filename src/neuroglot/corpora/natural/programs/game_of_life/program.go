package main

import (
	"fmt"
	"strings"
)

const (
	height = 5
	width  = 8
)

// torus is a board whose opposite edges touch. It is an array, so assigning
// it copies the whole board.
type torus [height][width]bool

func (t torus) at(y, x int) bool {
	return t[(y+height)%height][(x+width)%width]
}

func (t torus) neighbors(y, x int) int {
	n := 0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if (dy != 0 || dx != 0) && t.at(y+dy, x+dx) {
				n++
			}
		}
	}
	return n
}

func (t torus) next() torus {
	var out torus
	for y := range t {
		for x := range t[y] {
			switch t.neighbors(y, x) {
			case 3:
				out[y][x] = true
			case 2:
				out[y][x] = t[y][x]
			}
		}
	}
	return out
}

func (t torus) population() (n int) {
	for _, row := range t {
		for _, alive := range row {
			if alive {
				n++
			}
		}
	}
	return n
}

func (t torus) String() string {
	var sb strings.Builder
	for _, row := range t {
		for _, alive := range row {
			if alive {
				sb.WriteByte('#')
			} else {
				sb.WriteByte('.')
			}
		}
		sb.WriteByte('\n')
	}
	return sb.String()
}

func main() {
	var board torus
	for _, p := range [][2]int{{2, 6}, {3, 7}, {4, 5}, {4, 6}, {4, 7}} {
		board[p[0]][p[1]] = true
	}

	for gen := 1; gen <= 3; gen++ {
		board = board.next()
		fmt.Printf("generation %d: %d alive\n%v", gen, board.population(), board)
	}
}
