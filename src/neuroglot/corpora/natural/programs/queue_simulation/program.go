package main

import "fmt"

type customer struct {
	name    string
	arrival int
	service int
}

type counter struct {
	freeAt int
	served int
	busy   int
}

// serve queues c at this counter and returns the minute service begins.
func (ct *counter) serve(c customer) int {
	start := c.arrival
	if ct.freeAt > start {
		start = ct.freeAt
	}
	ct.freeAt = start + c.service
	ct.busy += c.service
	ct.served++
	return start
}

// earliest returns the index of the counter that is free first.
func earliest(counters []counter) int {
	best := 0
	for i := range counters {
		if counters[i].freeAt < counters[best].freeAt {
			best = i
		}
	}
	return best
}

func main() {
	customers := []customer{
		{"Ana", 0, 6},
		{"Ben", 1, 4},
		{"Chloe", 2, 7},
		{"Dev", 3, 3},
		{"Elif", 5, 5},
		{"Farid", 6, 8},
		{"Greta", 9, 2},
		{"Hugo", 20, 4},
	}
	counters := make([]counter, 2)

	var totalWait, longestWait int
	var longest string
	fmt.Println("name     in  start  wait  counter")
	for _, c := range customers {
		i := earliest(counters)
		start := counters[i].serve(c)
		wait := start - c.arrival
		fmt.Printf("%-7s%4d%7d%6d%9d\n", c.name, c.arrival, start, wait, i+1)

		totalWait += wait
		if wait > longestWait {
			longestWait, longest = wait, c.name
		}
	}

	fmt.Printf("average wait: %.1f\n", float64(totalWait)/float64(len(customers)))
	fmt.Printf("longest wait: %d (%s)\n", longestWait, longest)

	closing := 0
	for _, ct := range counters {
		if ct.freeAt > closing {
			closing = ct.freeAt
		}
	}
	for i, ct := range counters {
		fmt.Printf("counter %d: %d customers, busy %d%%\n", i+1, ct.served, ct.busy*100/closing)
	}
}
