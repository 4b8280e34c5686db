package main

import (
	"fmt"
	"sort"
	"strings"
)

type (
	values   map[string]any
	node     any // text, variable or section
	text     string
	variable string
	section  struct {
		name string
		body []node
	}
)

type renderer struct {
	strings.Builder
	missing []string
}

func (r *renderer) lookup(scopes []values, name string) any {
	for i := len(scopes) - 1; i >= 0; i-- {
		if v, ok := scopes[i][name]; ok {
			return v
		}
	}
	for _, m := range r.missing {
		if m == name {
			return nil
		}
	}
	r.missing = append(r.missing, name)
	return nil
}

func (r *renderer) render(nodes []node, scopes ...values) {
	for _, n := range nodes {
		switch n := n.(type) {
		case text:
			r.WriteString(string(n))
		case variable:
			if v := r.lookup(scopes, string(n)); v != nil {
				fmt.Fprint(r, v)
			} else {
				fmt.Fprintf(r, "{{%s}}", string(n))
			}
		case section:
			items, _ := r.lookup(scopes, n.name).([]values)
			for _, item := range items {
				r.render(n.body, append(scopes, item)...)
			}
		}
	}
}

// parse reads the body of the named section, or all of src for an empty name.
func parse(src, name string) (nodes []node, rest string, err error) {
	for {
		before, after, found := strings.Cut(src, "{{")
		nodes = append(nodes, text(before))
		if !found && name != "" {
			return nil, "", fmt.Errorf("section is never closed: %s", name)
		}
		if !found {
			return nodes, "", nil
		}
		tag, after, found := strings.Cut(after, "}}")
		if !found {
			return nil, "", fmt.Errorf("tag is never closed: {{%s", tag)
		}
		src = after
		switch {
		case strings.HasPrefix(tag, "#"):
			s := section{name: tag[1:]}
			if s.body, src, err = parse(src, s.name); err != nil {
				return nil, "", err
			}
			nodes = append(nodes, s)
		case name != "" && tag == "/"+name:
			return nodes, src, nil
		case strings.HasPrefix(tag, "/"):
			return nil, "", fmt.Errorf("unexpected closing tag: {{%s}}", tag)
		default:
			nodes = append(nodes, variable(tag))
		}
	}
}

func main() {
	teapot := values{"n": 1, "title": "teapot", "note": "gift"}
	cup := values{"n": 2, "title": "cup"}
	order := values{
		"name": "Mina", "order": 1042, "total": 42, "coin": "EUR",
		"items": []values{teapot, cup}, "coupons": []values{},
	}
	for _, src := range []string{
		"Hello {{name}}, order {{order}} ships on {{date}}:\n" +
			"{{#items}}- {{n}} x {{title}} for {{name}} ({{note}})\n{{/items}}" +
			"Total: {{total}} {{coin}}",
		"Coupons:{{#coupons}} {{code}}{{/coupons}} none",
		"{{#friends}}{{name}}{{/friends}}Bye {{nick}}",
		"Hello {{name", "{{#items}}{{title}}", "Oops{{/items}}",
	} {
		nodes, _, err := parse(src, "")
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		var r renderer
		r.render(nodes, order)
		fmt.Println(r.String())
		if sort.Strings(r.missing); len(r.missing) > 0 {
			fmt.Println("  missing:", strings.Join(r.missing, " "))
		}
	}
}
