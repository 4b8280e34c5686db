package main

import (
	"fmt"
	"log"
	"strconv"
	"strings"
)

type member struct {
	key   string
	value any
}

type (
	array  []any
	object []member // keeps insertion order, unlike a map
)

type encoder struct {
	strings.Builder
	indent string // one level of indentation; empty for compact output
	level  int
}

func mustEncode(v any, indent string) string {
	e := &encoder{indent: indent}
	if err := e.value(v); err != nil {
		log.Fatal(err)
	}
	return e.String()
}

func (e *encoder) value(v any) error {
	switch v := v.(type) {
	case nil:
		e.WriteString("null")
	case bool:
		e.WriteString(strconv.FormatBool(v))
	case int:
		e.WriteString(strconv.Itoa(v))
	case string:
		e.quote(v)
	case array:
		return e.list("[]", len(v), func(i int) error { return e.value(v[i]) })
	case object:
		return e.list("{}", len(v), func(i int) error {
			e.quote(v[i].key)
			e.WriteByte(':')
			if e.indent != "" {
				e.WriteByte(' ')
			}
			return e.value(v[i].value)
		})
	default:
		return fmt.Errorf("unsupported type %T", v)
	}
	return nil
}

func (e *encoder) list(brackets string, n int, item func(i int) error) error {
	e.WriteByte(brackets[0])
	e.level++
	for i := 0; i < n; i++ {
		if i > 0 {
			e.WriteByte(',')
		}
		e.newline()
		if err := item(i); err != nil {
			return err
		}
	}
	e.level--
	if n > 0 {
		e.newline()
	}
	return e.WriteByte(brackets[1])
}

func (e *encoder) newline() {
	if e.indent != "" {
		e.WriteString("\n" + strings.Repeat(e.indent, e.level))
	}
}

var escapes = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`, "\t", `\t`)

func (e *encoder) quote(s string) {
	e.WriteByte('"')
	for _, r := range escapes.Replace(s) {
		if r < ' ' {
			fmt.Fprintf(e, `\u%04x`, r)
		} else {
			e.WriteRune(r)
		}
	}
	e.WriteByte('"')
}

func main() {
	sensor := object{
		{"name", `sensor "A"`},
		{"path", `C:\logs\today`},
		{"note", "line one\n\ttabbed\a"},
		{"active", true},
		{"owner", nil},
		{"readings", array{3, -14}},
		{"limits", object{{"min", 0}, {"max", 50}}},
		{"tags", array{}},
		{"meta", object{}},
	}

	compact := mustEncode(sensor, "")
	fmt.Println(compact)
	fmt.Println(mustEncode(sensor, "  "))
	fmt.Println("compact size:", len(compact))
}
