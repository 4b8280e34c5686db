package main

import (
	"container/list"
	"fmt"
	"strings"
)

type entry[K comparable, V any] struct {
	key   K
	value V
}

// Cache is a fixed-size map that drops its least recently used entry when full.
type Cache[K comparable, V any] struct {
	OnEvict func(key K, value V)

	capacity     int
	order        *list.List // front is the most recently used
	items        map[K]*list.Element
	hits, misses int
}

func NewCache[K comparable, V any](capacity int) *Cache[K, V] {
	return &Cache[K, V]{
		capacity: capacity,
		order:    list.New(),
		items:    make(map[K]*list.Element, capacity),
	}
}

func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	elem, ok := c.items[key]
	if !ok {
		c.misses++
		return value, false
	}
	c.hits++
	c.order.MoveToFront(elem)
	return elem.Value.(*entry[K, V]).value, true
}

func (c *Cache[K, V]) Put(key K, value V) {
	if elem, ok := c.items[key]; ok {
		elem.Value.(*entry[K, V]).value = value
		c.order.MoveToFront(elem)
		return
	}
	if c.order.Len() == c.capacity {
		oldest := c.order.Remove(c.order.Back()).(*entry[K, V])
		delete(c.items, oldest.key)
		if c.OnEvict != nil {
			c.OnEvict(oldest.key, oldest.value)
		}
	}
	c.items[key] = c.order.PushFront(&entry[K, V]{key, value})
}

func (c *Cache[K, V]) Each(visit func(key K, value V)) {
	for elem := c.order.Front(); elem != nil; elem = elem.Next() {
		e := elem.Value.(*entry[K, V])
		visit(e.key, e.value)
	}
}

func main() {
	var evicted []string
	pages := NewCache[string, int](3)
	pages.OnEvict = func(page string, size int) {
		fmt.Printf("evict %s (%d KB)\n", page, size)
		evicted = append(evicted, page)
	}
	lookup := func(page string) {
		if size, ok := pages.Get(page); ok {
			fmt.Printf("get %s: %d KB\n", page, size)
		} else {
			fmt.Printf("get %s: miss\n", page)
		}
	}

	pages.Put("home", 12)
	pages.Put("news", 40)
	pages.Put("cart", 7)
	lookup("home")
	pages.Put("help", 21)
	lookup("news")
	pages.Put("cart", 9)
	pages.Put("blog", 33)
	lookup("cart")
	lookup("home")
	pages.Put("news", 41)

	fmt.Println("most recent first:")
	pages.Each(func(page string, size int) {
		fmt.Printf("  %s = %d\n", page, size)
	})
	fmt.Printf("hits %d, misses %d\n", pages.hits, pages.misses)
	fmt.Println("eviction order:", strings.Join(evicted, " "))
}
