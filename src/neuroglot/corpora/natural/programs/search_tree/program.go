package main

import (
	"fmt"
	"strings"
)

type Ordered interface {
	~int | ~int64 | ~float64 | ~string
}

type node[T Ordered] struct {
	value       T
	left, right *node[T]
}

// Tree is an unbalanced binary search tree; its zero value is ready to use.
type Tree[T Ordered] struct {
	root *node[T]
	size int
}

// slot finds the pointer that leads to value, which is nil if value is absent.
func (t *Tree[T]) slot(value T) **node[T] {
	p := &t.root
	for *p != nil && (*p).value != value {
		if value < (*p).value {
			p = &(*p).left
		} else {
			p = &(*p).right
		}
	}
	return p
}

func (t *Tree[T]) Insert(value T) bool {
	p := t.slot(value)
	if *p != nil {
		return false
	}
	*p = &node[T]{value: value}
	t.size++
	return true
}

func (t *Tree[T]) Delete(value T) bool {
	p := t.slot(value)
	n := *p
	switch {
	case n == nil:
		return false
	case n.left == nil:
		*p = n.right
	case n.right == nil:
		*p = n.left
	default:
		next := &n.right
		for (*next).left != nil {
			next = &(*next).left
		}
		n.value = (*next).value
		*next = (*next).right
	}
	t.size--
	return true
}

func (t *Tree[T]) Contains(value T) bool { return *t.slot(value) != nil }

func (t *Tree[T]) Height() int { return t.root.height() }

func (n *node[T]) height() int {
	if n == nil {
		return 0
	}
	left, right := n.left.height(), n.right.height()
	if left > right {
		return left + 1
	}
	return right + 1
}

func (n *node[T]) walk(visit func(T)) {
	if n != nil {
		n.left.walk(visit)
		visit(n.value)
		n.right.walk(visit)
	}
}

func (t *Tree[T]) String() string {
	var sb strings.Builder
	t.root.walk(func(value T) { fmt.Fprintf(&sb, "%v ", value) })
	fmt.Fprintf(&sb, "(size %d, height %d)", t.size, t.Height())
	return sb.String()
}

func main() {
	var tree Tree[int]
	for _, value := range []int{50, 30, 70, 20, 40, 60, 80, 65, 40} {
		if !tree.Insert(value) {
			fmt.Println("duplicate", value)
		}
	}
	fmt.Println(" ", &tree)

	for _, value := range []int{20, 30, 99, 50} {
		if tree.Delete(value) {
			fmt.Println("delete", value)
		} else {
			fmt.Printf("delete %d: not found\n", value)
		}
		fmt.Println(" ", &tree)
	}
	answers := map[bool]string{true: "yes", false: "no"}
	for _, value := range []int{50, 65} {
		fmt.Printf("contains %d: %s\n", value, answers[tree.Contains(value)])
	}
}
