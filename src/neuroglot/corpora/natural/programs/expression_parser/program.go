package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

type token struct {
	text string
	pos  int
}

// parser holds the tokens not consumed yet.
type parser []token

var tokenRE = regexp.MustCompile(`\d+|[-+*/()]|\S`)

func lex(src string) (parser, error) {
	var toks parser
	for _, span := range tokenRE.FindAllStringIndex(src, -1) {
		text := src[span[0]:span[1]]
		if !strings.ContainsAny(text, "+-*/()0123456789") {
			return nil, fmt.Errorf("bad character '%s' at %d", text, span[0])
		}
		toks = append(toks, token{text, span[0]})
	}
	return toks, nil
}

func eval(src string) (int, error) {
	p, err := lex(src)
	if err != nil {
		return 0, err
	}
	v, err := p.expr()
	if err == nil && len(p) > 0 {
		err = p.unexpected()
	}
	return v, err
}

func (p *parser) expr() (int, error) { return p.chain("+-", p.term) }
func (p *parser) term() (int, error) { return p.chain("*/", p.factor) }

// chain parses operands joined by any of ops, left to right.
func (p *parser) chain(ops string, operand func() (int, error)) (int, error) {
	left, err := operand()
	if err != nil {
		return 0, err
	}
	for op := p.accept(ops); op != ""; op = p.accept(ops) {
		right, err := operand()
		switch {
		case err != nil:
			return 0, err
		case op == "+":
			left += right
		case op == "-":
			left -= right
		case op == "*":
			left *= right
		case right == 0:
			return 0, errors.New("division by zero")
		default:
			left /= right
		}
	}
	return left, nil
}

func (p *parser) factor() (int, error) {
	if p.accept("-") != "" {
		v, err := p.factor()
		return -v, err
	}
	if p.accept("(") != "" {
		v, err := p.expr()
		if err == nil && p.accept(")") == "" {
			err = p.unexpected()
		}
		return v, err
	}
	if digits := p.accept("0123456789"); digits != "" {
		return strconv.Atoi(digits)
	}
	return 0, p.unexpected()
}

// accept consumes the next token if its first byte is in chars.
func (p *parser) accept(chars string) string {
	if len(*p) == 0 || strings.IndexByte(chars, (*p)[0].text[0]) < 0 {
		return ""
	}
	first := (*p)[0]
	*p = (*p)[1:]
	return first.text
}

func (p *parser) unexpected() error {
	if len(*p) == 0 {
		return errors.New("unexpected end of input")
	}
	return fmt.Errorf("unexpected '%s' at %d", (*p)[0].text, (*p)[0].pos)
}

func main() {
	for _, src := range []string{
		"1 + 2 * 3", "(1 + 2) * -3", "-(10 - 3) / 2",
		"100 / 7 / 2", "12 * (3 + 4", "7 + * 3", "3 4", "6 % 4", "5 / (2 - 2)",
	} {
		if v, err := eval(src); err != nil {
			fmt.Println(src, "-> error:", err)
		} else {
			fmt.Println(src, "=", v)
		}
	}
}
