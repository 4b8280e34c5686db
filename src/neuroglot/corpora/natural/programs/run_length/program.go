package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var errZeroRun = errors.New("a run of length zero")

func encode(text string) (string, error) {
	var sb strings.Builder
	runes := []rune(text)
	for start := 0; start < len(runes); {
		r := runes[start]
		if unicode.IsDigit(r) {
			return "", fmt.Errorf("cannot encode the digit %c", r)
		}
		end := start + 1
		for end < len(runes) && runes[end] == r {
			end++
		}
		if n := end - start; n > 1 {
			sb.WriteString(strconv.Itoa(n))
		}
		sb.WriteRune(r)
		start = end
	}
	return sb.String(), nil
}

func decode(code string) (string, error) {
	var sb strings.Builder
	for code != "" {
		symbol := strings.IndexFunc(code, func(r rune) bool { return !unicode.IsDigit(r) })
		if symbol < 0 {
			return "", fmt.Errorf("count %s has no symbol", code)
		}
		n := 1
		if symbol > 0 {
			var err error
			if n, err = strconv.Atoi(code[:symbol]); err != nil {
				return "", err
			}
		}
		if n == 0 {
			return "", errZeroRun
		}
		_, size := utf8.DecodeRuneInString(code[symbol:])
		end := symbol + size
		sb.WriteString(strings.Repeat(code[symbol:end], n))
		code = code[end:]
	}
	return sb.String(), nil
}

func main() {
	samples := []string{
		"WWWWWWWWWWWWBWWWWBBB",
		"abcdef",
		"",
		"..##....##..",
		"     indented",
		"go  to room 7",
	}
	var plain, packed int
	for _, text := range samples {
		code, err := encode(text)
		if err != nil {
			fmt.Printf("\"%s\" -> error: %v\n", text, err)
			continue
		}
		verdict := "ok"
		if back, err := decode(code); err != nil || back != text {
			verdict = "BROKEN"
		}
		fmt.Printf("\"%s\" -> \"%s\" (%d to %d) %s\n", text, code, len(text), len(code), verdict)
		plain += len(text)
		packed += len(code)
	}

	for _, code := range []string{"3x2y", "10-", "2a0b", "4k12"} {
		text, err := decode(code)
		if err != nil {
			text = "error: " + err.Error()
		}
		fmt.Printf("%s => %s\n", code, text)
	}
	fmt.Printf("saved %d of %d characters\n", plain-packed, plain)
}
