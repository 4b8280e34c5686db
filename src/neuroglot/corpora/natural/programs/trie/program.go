package main

import (
	"fmt"
	"sort"
	"strings"
)

type Trie struct {
	children map[rune]*Trie
	isWord   bool
}

func New() *Trie {
	return &Trie{children: make(map[rune]*Trie)}
}

// Insert adds word and reports whether it was missing.
func (t *Trie) Insert(word string) bool {
	for _, letter := range word {
		child, ok := t.children[letter]
		if !ok {
			child = New()
			t.children[letter] = child
		}
		t = child
	}
	added := !t.isWord
	t.isWord = true
	return added
}

// Find returns the subtree below prefix, or nil if no word starts with it.
func (t *Trie) Find(prefix string) *Trie {
	for _, letter := range prefix {
		if t = t.children[letter]; t == nil {
			return nil
		}
	}
	return t
}

func (t *Trie) Contains(word string) bool {
	node := t.Find(word)
	return node != nil && node.isWord
}

// Complete lists the words with the given prefix in order, at most limit of
// them unless limit is negative.
func (t *Trie) Complete(prefix string, limit int) []string {
	var words []string
	if node := t.Find(prefix); node != nil {
		node.walk(prefix, func(word string) bool {
			if len(words) == limit {
				return false
			}
			words = append(words, word)
			return true
		})
	}
	return words
}

func (t *Trie) walk(path string, visit func(word string) bool) bool {
	if t.isWord && !visit(path) {
		return false
	}
	letters := make([]rune, 0, len(t.children))
	for letter := range t.children {
		letters = append(letters, letter)
	}
	sort.Slice(letters, func(i, j int) bool { return letters[i] < letters[j] })
	for _, letter := range letters {
		if !t.children[letter].walk(path+string(letter), visit) {
			return false
		}
	}
	return true
}

func (t *Trie) CountNodes() int {
	count := len(t.children)
	for _, child := range t.children {
		count += child.CountNodes()
	}
	return count
}

func show(label string, words []string) {
	if len(words) == 0 {
		words = []string{"nothing"}
	}
	fmt.Println(label, "->", strings.Join(words, " "))
}

func main() {
	trie := New()
	for _, word := range strings.Fields("tea ten team to inn in tent teapot ten into tear") {
		if !trie.Insert(word) {
			fmt.Println(word, "is already there")
		}
	}
	fmt.Printf("%d words, %d nodes\n", len(trie.Complete("", -1)), trie.CountNodes())

	yesNo := map[bool]string{true: "yes", false: "no"}
	for _, word := range []string{"team", "te", "in", "tents"} {
		isPrefix := trie.Find(word) != nil
		fmt.Printf("%s: word %s, prefix %s\n", word, yesNo[trie.Contains(word)], yesNo[isPrefix])
	}

	for _, prefix := range []string{"tea", "in", "x"} {
		show(prefix, trie.Complete(prefix, -1))
	}
	show("first 4 of te", trie.Complete("te", 4))
}
