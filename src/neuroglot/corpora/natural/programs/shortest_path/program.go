package main

import (
	"container/heap"
	"fmt"
	"sort"
	"strings"
)

type step struct {
	town string
	dist int
}

// frontier is a min-heap of steps ordered by distance.
type frontier []step

func (f frontier) Len() int           { return len(f) }
func (f frontier) Less(i, j int) bool { return f[i].dist < f[j].dist }
func (f frontier) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)        { *f = append(*f, x.(step)) }

func (f *frontier) Pop() any {
	last := len(*f) - 1
	s := (*f)[last]
	*f = (*f)[:last]
	return s
}

type graph map[string]map[string]int

func (g graph) addRoad(a, b string, length int) {
	for _, town := range []string{a, b} {
		if g[town] == nil {
			g[town] = make(map[string]int)
		}
	}
	g[a][b], g[b][a] = length, length
}

func (g graph) shortest(source string) (dist map[string]int, prev map[string]string) {
	dist = map[string]int{source: 0}
	prev = make(map[string]string)
	queue := &frontier{{source, 0}}
	for queue.Len() > 0 {
		cur := heap.Pop(queue).(step)
		if cur.dist > dist[cur.town] {
			continue
		}
		for next, length := range g[cur.town] {
			total := cur.dist + length
			if known, ok := dist[next]; !ok || total < known {
				dist[next], prev[next] = total, cur.town
				heap.Push(queue, step{next, total})
			}
		}
	}
	return dist, prev
}

func (g graph) printRoutes(source string) {
	dist, prev := g.shortest(source)
	towns := make([]string, 0, len(g))
	for town := range g {
		if town != source {
			towns = append(towns, town)
		}
	}
	sort.Strings(towns)

	for _, town := range towns {
		d, ok := dist[town]
		if !ok {
			fmt.Printf("  %-8sno route\n", town)
			continue
		}
		path := []string{town}
		for at := town; at != source; {
			at = prev[at]
			path = append([]string{at}, path...)
		}
		fmt.Printf("  %-8s%3d  %s\n", town, d, strings.Join(path, " -> "))
	}
}

func main() {
	g := graph{}
	g.addRoad("Aldby", "Brook", 7)
	g.addRoad("Aldby", "Crest", 3)
	g.addRoad("Crest", "Brook", 2)
	g.addRoad("Brook", "Dunes", 6)
	g.addRoad("Crest", "Eastly", 8)
	g.addRoad("Dunes", "Eastly", 1)
	g.addRoad("Dunes", "Fell", 4)
	g.addRoad("Eastly", "Fell", 6)
	g.addRoad("Harbor", "Isle", 5)

	fmt.Println("from Aldby")
	g.printRoutes("Aldby")

	delete(g["Crest"], "Brook")
	delete(g["Brook"], "Crest")
	fmt.Println("with Crest-Brook closed")
	g.printRoutes("Aldby")
}
