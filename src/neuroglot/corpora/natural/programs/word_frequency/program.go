package main

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
)

const story = `The river didn't hurry. It took the long way round the hill, past
the mill and the old stone bridge, as if the sea could wait. Children on the
bridge dropped sticks into the river and ran to the other side; the sticks
didn't hurry either. "It's only a river," said the miller, but he said it the
way people say it's only a king.`

type entry struct {
	word  string
	count int
}

func tally(words []string) map[string]int {
	counts := make(map[string]int)
	for _, w := range words {
		counts[w]++
	}
	return counts
}

// ranked lists counts from the most frequent word down, ties by spelling.
func ranked(counts map[string]int) []entry {
	entries := make([]entry, 0, len(counts))
	for w, n := range counts {
		entries = append(entries, entry{w, n})
	}
	sort.Slice(entries, func(i, j int) bool {
		a, b := entries[i], entries[j]
		if a.count != b.count {
			return a.count > b.count
		}
		return a.word < b.word
	})
	return entries
}

func main() {
	words := strings.FieldsFunc(strings.ToLower(story), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\''
	})
	entries := ranked(tally(words))

	fmt.Printf("words: %d, distinct: %d\n", len(words), len(entries))
	for _, e := range entries[:10] {
		fmt.Printf("%-8s%3d %s\n", e.word, e.count, strings.Repeat("*", e.count))
	}

	once := 0
	longest := ""
	for _, e := range entries {
		if e.count == 1 {
			once++
		}
		if len(e.word) > len(longest) || len(e.word) == len(longest) && e.word < longest {
			longest = e.word
		}
	}
	fmt.Println("used once:", once)
	fmt.Println("longest:", longest)
}
