package main

import (
	"fmt"
	"strings"
)

const paragraph = `
A lighthouse keeper wrote down the weather   every evening for
thirty years, and nobody read a word of it until the harbour flooded.
`

type alignment int

const (
	left alignment = iota
	right
	centre
)

func (a alignment) String() string {
	return [...]string{"left", "right", "centre"}[a]
}

type tooWideError struct {
	word  string
	width int
}

func (e *tooWideError) Error() string {
	return fmt.Sprintf("'%s' is wider than %d columns", e.word, e.width)
}

func wrap(text string, width int) ([]string, error) {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case len(word) > width:
			return nil, &tooWideError{word, width}
		case line == "":
			line = word
		case len(line)+1+len(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines, nil
}

func pad(line string, width int, a alignment) string {
	switch a {
	case right:
		return fmt.Sprintf("%*s", width, line)
	case centre:
		indent := (width - len(line)) / 2
		return fmt.Sprintf("%*s%-*s", indent, "", width-indent, line)
	default:
		return fmt.Sprintf("%-*s", width, line)
	}
}

func main() {
	layouts := []struct {
		align alignment
		width int
	}{{left, 34}, {right, 36}, {centre, 40}, {left, 8}}

	for _, l := range layouts {
		fmt.Printf("%v, %d columns\n", l.align, l.width)
		lines, err := wrap(paragraph, l.width)
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		unused := 0
		for _, line := range lines {
			fmt.Printf("|%s|\n", pad(line, l.width, l.align))
			unused += l.width - len(line)
		}
		fmt.Println("unused:", unused)
	}
}
