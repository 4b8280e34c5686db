package main

import (
	"fmt"
	"sort"
	"strings"
)

// Network groups hosts into connected components.
type Network struct {
	parent map[string]string
	size   map[string]int
}

func NewNetwork(hosts ...string) *Network {
	n := &Network{
		parent: make(map[string]string, len(hosts)),
		size:   make(map[string]int, len(hosts)),
	}
	for _, host := range hosts {
		n.parent[host] = host
		n.size[host] = 1
	}
	return n
}

// Find returns the representative of host's component. It halves the path as it goes.
func (n *Network) Find(host string) string {
	for n.parent[host] != host {
		n.parent[host] = n.parent[n.parent[host]]
		host = n.parent[host]
	}
	return host
}

func (n *Network) Connect(a, b string) bool {
	a, b = n.Find(a), n.Find(b)
	if a == b {
		return false
	}
	if n.size[a] < n.size[b] {
		a, b = b, a
	}
	n.parent[b] = a
	n.size[a] += n.size[b]
	return true
}

func (n *Network) Connected(a, b string) bool { return n.Find(a) == n.Find(b) }

func (n *Network) Components() [][]string {
	members := make(map[string][]string)
	for host := range n.parent {
		root := n.Find(host)
		members[root] = append(members[root], host)
	}
	components := make([][]string, 0, len(members))
	for _, hosts := range members {
		sort.Strings(hosts)
		components = append(components, hosts)
	}
	sort.Slice(components, func(i, j int) bool {
		return components[i][0] < components[j][0]
	})
	return components
}

func main() {
	network := NewNetwork("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis")
	cables := [][2]string{
		{"ant", "bee"}, {"cat", "dog"}, {"bee", "cat"}, {"dog", "ant"},
		{"elk", "fox"}, {"hen", "gnu"}, {"fox", "hen"}, {"gnu", "elk"},
		{"hen", "ibis"},
	}
	for _, cable := range cables {
		from, to := cable[0], cable[1]
		if network.Connect(from, to) {
			fmt.Printf("%s-%s\n", from, to)
		} else {
			fmt.Printf("%s-%s is redundant\n", from, to)
		}
	}

	components := network.Components()
	fmt.Println(len(components), "components")
	for _, hosts := range components {
		fmt.Printf("  %d: %s\n", len(hosts), strings.Join(hosts, " "))
	}

	for _, pair := range [][2]string{{"ant", "dog"}, {"bee", "ibis"}} {
		relation := "separate"
		if network.Connected(pair[0], pair[1]) {
			relation = "connected"
		}
		fmt.Printf("%s and %s: %s\n", pair[0], pair[1], relation)
	}
}
