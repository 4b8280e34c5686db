package main

import (
	"errors"
	"fmt"
	"strings"
)

// cipher holds the key as shifts between 0 and 25.
type cipher []rune

func newCipher(key string) (cipher, error) {
	if key == "" {
		return nil, errors.New("the key is empty")
	}
	c := make(cipher, 0, len(key))
	for _, r := range key {
		base, ok := alphabetStart(r)
		if !ok {
			return nil, fmt.Errorf("the key contains '%c'", r)
		}
		c = append(c, r-base)
	}
	return c, nil
}

// inverse returns the cipher that undoes c.
func (c cipher) inverse() cipher {
	inv := make(cipher, len(c))
	for i, shift := range c {
		inv[i] = (26 - shift) % 26
	}
	return inv
}

func (c cipher) apply(text string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		base, ok := alphabetStart(r)
		if !ok {
			return r
		}
		shift := c[n%len(c)]
		n++
		return base + (r-base+shift)%26
	}, text)
}

func alphabetStart(r rune) (start rune, ok bool) {
	switch {
	case 'a' <= r && r <= 'z':
		return 'a', true
	case 'A' <= r && r <= 'Z':
		return 'A', true
	}
	return 0, false
}

func main() {
	messages := []struct{ key, text string }{
		{"Lemon", "Attack at dawn!"},
		{"KEY", "Don't panic: it's only 42 degrees, Celsius."},
		{"zebra", "The QUICK brown fox (jumps) over the lazy dog."},
		{"a", "Nothing changes here."},
		{"", "No key"},
		{"R2D2", "Beep"},
	}
	for _, m := range messages {
		c, err := newCipher(m.key)
		if err != nil {
			fmt.Printf("bad key \"%s\": %v\n", m.key, err)
			continue
		}
		secret := c.apply(m.text)
		back := c.inverse().apply(secret)
		status := "ok"
		if back != m.text {
			status = "mismatch"
		}
		fmt.Printf("%s: %s\n  %s [%s]\n", m.key, secret, back, status)
	}
}
