package main

import (
	"errors"
	"fmt"
)

var errEmpty = errors.New("buffer is empty")

// Ring is a fixed-capacity FIFO; pushing to a full one drops the oldest item.
type Ring[T any] struct {
	buf   []T
	start int
	count int
}

func NewRing[T any](capacity int) *Ring[T] {
	return &Ring[T]{buf: make([]T, capacity)}
}

func (r *Ring[T]) Push(item T) (dropped T, overwrote bool) {
	end := (r.start + r.count) % len(r.buf)
	if r.count == len(r.buf) {
		dropped, overwrote = r.buf[end], true
		r.start = (r.start + 1) % len(r.buf)
	} else {
		r.count++
	}
	r.buf[end] = item
	return dropped, overwrote
}

func (r *Ring[T]) Pop() (item T, err error) {
	if r.count == 0 {
		return item, errEmpty
	}
	item = r.buf[r.start]
	r.start = (r.start + 1) % len(r.buf)
	r.count--
	return item, nil
}

// Items copies the contents into a slice, oldest first.
func (r *Ring[T]) Items() []T {
	items := make([]T, 0, r.count)
	if end := r.start + r.count; end <= len(r.buf) {
		items = append(items, r.buf[r.start:end]...)
	} else {
		items = append(items, r.buf[r.start:]...)
		items = append(items, r.buf[:end-len(r.buf)]...)
	}
	return items
}

// average formats the mean with one digit after the point, without floats.
func average(readings []int) string {
	sum := 0
	for _, reading := range readings {
		sum += reading
	}
	tenths := sum * 10 / len(readings)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

func record(window *Ring[int], reading int) {
	event := "added"
	if old, overwrote := window.Push(reading); overwrote {
		event = fmt.Sprintf("replaces %d", old)
	}
	readings := window.Items()
	fmt.Printf("%d %s: %v average %s\n", reading, event, readings, average(readings))
}

func main() {
	window := NewRing[int](4)
	for _, reading := range []int{21, 24, 22, 30, 35, 28, 19, 17} {
		record(window, reading)
	}

	for taken := 1; ; taken++ {
		reading, err := window.Pop()
		if err != nil {
			fmt.Println("error:", err)
			return
		}
		fmt.Println("take", reading)
		if taken == 2 {
			record(window, 40)
		}
	}
}
