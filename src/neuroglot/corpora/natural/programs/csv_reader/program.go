package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const orders = `item,supplier,qty,cents
"Bolt, hex",Acme,40,15
"Washer ""large""",Acme,120,4
Bracket,"Smith, Jones & Co",8,275
"Paint
two coats",Colorworks,6,1299
Hinge,,25,-89
`

var (
	errStray = errors.New("stray quote")
	errOpen  = errors.New("quote never closed")
)

// nextField splits the first field off s, which must end in a newline. The rest
// it returns begins with the separator that ended the field.
func nextField(s string) (field, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ",\n\"")
		if s[end] == '"' {
			return "", "", errStray
		}
		return s[:end], s[end:], nil
	}
	s = s[1:]
	for {
		before, after, found := strings.Cut(s, `"`)
		if !found {
			return "", "", errOpen
		}
		field += before
		switch after[0] {
		case ',', '\n':
			return field, after, nil
		case '"':
			field += `"`
			s = after[1:]
		default:
			return "", "", errStray
		}
	}
}

func parse(text string) ([][]string, error) {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	var rows [][]string
	var row []string
	for rest := text; rest != ""; rest = rest[1:] {
		field, tail, err := nextField(rest)
		if err != nil {
			line := 1 + strings.Count(text, "\n") - strings.Count(rest, "\n")
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		row = append(row, field)
		rest = tail
		if rest[0] == '\n' {
			rows = append(rows, row)
			row = nil
		}
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf("row %d: wrong number of fields", i)
		}
	}
	return rows, nil
}

func sumColumn(rows [][]string, col int) (sum int, err error) {
	for _, row := range rows {
		n, err := strconv.Atoi(row[col])
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func main() {
	for _, text := range []string{
		orders, "a,b\n1,2\n3,4,5\n", "a,b\n1,\"two\n", "a,b\n1,\"tw\"o",
	} {
		rows, err := parse(text)
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		for _, row := range rows {
			line := "[" + strings.Join(row, "]; [") + "]"
			fmt.Println(strings.ReplaceAll(line, "\n", "/"))
		}
		for col, name := range rows[0] {
			if sum, err := sumColumn(rows[1:], col); err == nil {
				fmt.Printf("sum of %s: %d\n", name, sum)
			}
		}
	}
}
