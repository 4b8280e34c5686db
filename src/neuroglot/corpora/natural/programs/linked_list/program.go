package main

import (
	"fmt"
	"strings"
)

type node[T comparable] struct {
	value T
	next  *node[T]
}

// List is a singly linked list. The zero value is an empty list.
type List[T comparable] struct {
	head, tail *node[T]
	size       int
}

func (l *List[T]) Append(values ...T) {
	for _, value := range values {
		n := &node[T]{value: value}
		if l.tail == nil {
			l.head = n
		} else {
			l.tail.next = n
		}
		l.tail = n
		l.size++
	}
}

// Remove deletes the first occurrence of value and reports whether there was one.
func (l *List[T]) Remove(value T) bool {
	var prev *node[T]
	for n := l.head; n != nil; prev, n = n, n.next {
		if n.value != value {
			continue
		}
		if prev == nil {
			l.head = n.next
		} else {
			prev.next = n.next
		}
		if n == l.tail {
			l.tail = prev
		}
		l.size--
		return true
	}
	return false
}

func (l *List[T]) Reverse() {
	var prev *node[T]
	l.tail = l.head
	for n := l.head; n != nil; {
		n.next, prev, n = prev, n, n.next
	}
	l.head = prev
}

func (l *List[T]) Each(visit func(i int, value T)) {
	i := 0
	for n := l.head; n != nil; n = n.next {
		visit(i, n.value)
		i++
	}
}

func (l *List[T]) String() string {
	var sb strings.Builder
	l.Each(func(_ int, value T) {
		fmt.Fprint(&sb, value, " -> ")
	})
	sb.WriteString("end")
	return sb.String()
}

func main() {
	stops := &List[string]{}
	stops.Append("Harbour", "Market", "Museum", "Park", "Station")
	fmt.Println("outbound:", stops)
	stops.Reverse()
	fmt.Println("inbound: ", stops)

	for _, name := range []string{"Museum", "Station", "Harbour", "Airport"} {
		result := "no such stop"
		if stops.Remove(name) {
			result = "done"
		}
		fmt.Printf("close %s: %s\n", name, result)
	}
	fmt.Println("open:    ", stops)
	stops.Append("Castle", "Zoo")
	fmt.Println("extended:", stops)

	stops.Each(func(i int, stop string) {
		fmt.Printf("%d. %s\n", i+1, stop)
	})
	fmt.Println(stops.size, "stops")
}
