package main

import (
	"fmt"
	"sort"
)

type item struct {
	name    string
	stock   int
	minimum int
}

func (it *item) shortage() int { return it.minimum - it.stock }

type line struct {
	name     string
	quantity int
}

type inventory struct {
	items map[string]*item
}

func newInventory(items ...item) *inventory {
	inv := &inventory{items: make(map[string]*item, len(items))}
	for i := range items {
		inv.items[items[i].name] = &items[i]
	}
	return inv
}

func (inv *inventory) restock(name string, quantity int) {
	it := inv.items[name]
	it.stock += quantity
	fmt.Printf("restock: %s now %d\n", name, it.stock)
}

// ship takes all lines from stock and returns the number of units, or leaves
// the stock alone and returns an error.
func (inv *inventory) ship(lines []line) (int, error) {
	for _, l := range lines {
		it, ok := inv.items[l.name]
		switch {
		case !ok:
			return 0, fmt.Errorf("no such item %s", l.name)
		case it.stock < l.quantity:
			return 0, fmt.Errorf("%s has %d but %d wanted", l.name, it.stock, l.quantity)
		}
	}
	units := 0
	for _, l := range lines {
		inv.items[l.name].stock -= l.quantity
		units += l.quantity
	}
	return units, nil
}

func (inv *inventory) process(id int, lines ...line) {
	units, err := inv.ship(lines)
	if err != nil {
		fmt.Printf("order %d: rejected, %v\n", id, err)
		return
	}
	fmt.Printf("order %d: shipped %d units\n", id, units)
}

func (inv *inventory) lowStock() []*item {
	var low []*item
	for _, it := range inv.items {
		if it.shortage() > 0 {
			low = append(low, it)
		}
	}
	sort.Slice(low, func(i, j int) bool {
		if a, b := low[i].shortage(), low[j].shortage(); a != b {
			return a > b
		}
		return low[i].name < low[j].name
	})
	return low
}

func main() {
	inv := newInventory(
		item{"bolt", 120, 50},
		item{"hinge", 14, 20},
		item{"bracket", 40, 25},
		item{"screw", 300, 100},
		item{"washer", 60, 60},
	)

	inv.process(101, line{"bolt", 80}, line{"bracket", 10})
	inv.process(102, line{"screw", 250}, line{"hinge", 20})
	inv.process(103, line{"nail", 5})
	inv.process(104, line{"bracket", 20}, line{"screw", 150})
	inv.restock("hinge", 10)
	inv.process(105, line{"hinge", 20}, line{"washer", 5})
	inv.restock("bolt", 5)

	fmt.Println("low stock:")
	for _, it := range inv.lowStock() {
		fmt.Printf("  %-8s %3d of %d, short %d\n", it.name, it.stock, it.minimum, it.shortage())
	}
}
