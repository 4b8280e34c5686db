"""The generic helpers that functional Go needs: a program brings along those it calls."""

from __future__ import annotations

LIBRARY = {
    "filter": """func filter[T any](items []T, keep func(T) bool) []T {
	kept := []T{}
	for _, item := range items {
		if keep(item) {
			kept = append(kept, item)
		}
	}
	return kept
}""",
    "apply": """func apply[T, U any](items []T, change func(T) U) []U {
	changed := make([]U, 0, len(items))
	for _, item := range items {
		changed = append(changed, change(item))
	}
	return changed
}""",
    "reduce": """func reduce[T, S any](items []T, state S, step func(S, T) S) S {
	for _, item := range items {
		state = step(state, item)
	}
	return state
}""",
    "anyMatch": """func anyMatch[T any](items []T, test func(T) bool) bool {
	for _, item := range items {
		if test(item) {
			return true
		}
	}
	return false
}""",
    "allMatch": """func allMatch[T any](items []T, test func(T) bool) bool {
	for _, item := range items {
		if !test(item) {
			return false
		}
	}
	return true
}""",
    "sumOf": """func sumOf(items []int) int {
	sum := 0
	for _, item := range items {
		sum += item
	}
	return sum
}""",
    "maxOr": """func maxOr(items []int, fallback int) int {
	if len(items) == 0 {
		return fallback
	}
	largest := items[0]
	for _, item := range items[1:] {
		if item > largest {
			largest = item
		}
	}
	return largest
}""",
    "minOr": """func minOr(items []int, fallback int) int {
	if len(items) == 0 {
		return fallback
	}
	smallest := items[0]
	for _, item := range items[1:] {
		if item < smallest {
			smallest = item
		}
	}
	return smallest
}""",
    "minInt": """func minInt(a, b int) int {
	if a < b {
		return a
	}
	return b
}""",
    "maxInt": """func maxInt(a, b int) int {
	if a > b {
		return a
	}
	return b
}""",
    "absInt": """func absInt(a int) int {
	if a < 0 {
		return -a
	}
	return a
}""",
    "reversed": """func reversed[T any](items []T) []T {
	turned := make([]T, len(items))
	for i, item := range items {
		turned[len(items)-1-i] = item
	}
	return turned
}""",
    "reverseString": """func reverseString(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}""",
    "distinct": """func distinct[T comparable](items []T) []T {
	seen := map[T]bool{}
	unique := []T{}
	for _, item := range items {
		if !seen[item] {
			seen[item] = true
			unique = append(unique, item)
		}
	}
	return unique
}""",
    "contains": """func contains[T comparable](items []T, wanted T) bool {
	for _, item := range items {
		if item == wanted {
			return true
		}
	}
	return false
}""",
    "firstN": """func firstN[T any](items []T, n int) []T {
	if n > len(items) {
		n = len(items)
	}
	return items[:n]
}""",
    "skipN": """func skipN[T any](items []T, n int) []T {
	if n > len(items) {
		n = len(items)
	}
	return items[n:]
}""",
    "everyNth": """func everyNth[T any](items []T, n int) []T {
	kept := []T{}
	for i := 0; i < len(items); i += n {
		kept = append(kept, items[i])
	}
	return kept
}""",
    "makeRange": """func makeRange(low, high int) []int {
	numbers := []int{}
	for n := low; n < high; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}""",
    "digitsOf": """func digitsOf(n int) []int {
	digits := []int{}
	for _, c := range strconv.Itoa(n) {
		digits = append(digits, int(c-'0'))
	}
	return digits
}""",
    "zipWith": """func zipWith[A, B, C any](left []A, right []B, combine func(A, B) C) []C {
	combined := []C{}
	for i := 0; i < len(left) && i < len(right); i++ {
		combined = append(combined, combine(left[i], right[i]))
	}
	return combined
}""",
    "applyIndexed": """func applyIndexed[T, U any](items []T, change func(int, T) U) []U {
	changed := make([]U, 0, len(items))
	for i, item := range items {
		changed = append(changed, change(i, item))
	}
	return changed
}""",
    "runningSums": """func runningSums(items []int) []int {
	sums := make([]int, 0, len(items))
	sum := 0
	for _, item := range items {
		sum += item
		sums = append(sums, sum)
	}
	return sums
}""",
    "differences": """func differences(items []int) []int {
	steps := []int{}
	for i := 1; i < len(items); i++ {
		steps = append(steps, items[i]-items[i-1])
	}
	return steps
}""",
    "windowSums": """func windowSums(items []int, width int) []int {
	sums := []int{}
	for i := 0; i+width <= len(items); i++ {
		sum := 0
		for _, item := range items[i : i+width] {
			sum += item
		}
		sums = append(sums, sum)
	}
	return sums
}""",
    "filterMap": """func filterMap(entries map[string]int, keep func(string, int) bool) map[string]int {
	kept := map[string]int{}
	for key, value := range entries {
		if keep(key, value) {
			kept[key] = value
		}
	}
	return kept
}""",
    "applyValues": """func applyValues(entries map[string]int, change func(string, int) int) map[string]int {
	changed := map[string]int{}
	for key, value := range entries {
		changed[key] = change(key, value)
	}
	return changed
}""",
    "tally": """func tally(items []string) map[string]int {
	counts := map[string]int{}
	for _, item := range items {
		counts[item]++
	}
	return counts
}""",
    "longestOf": """func longestOf(items []string) string {
	longest := ""
	for _, item := range items {
		if len(item) > len(longest) {
			longest = item
		}
	}
	return longest
}""",
    "valuesOf": """func valuesOf(entries map[string]int) []int {
	values := make([]int, 0, len(entries))
	for _, value := range entries {
		values = append(values, value)
	}
	return values
}""",
    "sortedKeys": """func sortedKeys(entries map[string]int) []string {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}""",
}
