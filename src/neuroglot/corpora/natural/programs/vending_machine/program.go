package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

type state int

const (
	idle state = iota
	paying
	empty
)

var denominations = [...]int{100, 50, 20, 10, 5}

// coins counts the pieces of each denomination.
type coins [len(denominations)]int

type product struct {
	name  string
	price int
}

type machine struct {
	state         state
	products      map[string]product
	box, inserted coins
	credit        int
}

func (m *machine) do(verb, arg string) (string, error) {
	switch {
	case verb == "cancel":
		return fmt.Sprintf("returned %d", m.reset()), nil
	case m.state == empty:
		return "", errors.New("machine is empty")
	case verb == "insert":
		return m.insert(arg)
	case m.state == idle:
		return "", errors.New("insert coins first")
	default:
		return m.buy(arg)
	}
}

func (m *machine) insert(arg string) (string, error) {
	for i, value := range denominations {
		if strconv.Itoa(value) == arg {
			m.inserted[i]++
			m.credit += value
			m.state = paying
			return fmt.Sprintf("credit %d", m.credit), nil
		}
	}
	return "", errors.New("coin not accepted")
}

func (m *machine) buy(code string) (string, error) {
	p, ok := m.products[code]
	if !ok {
		return "", fmt.Errorf("%s sold out", code)
	}
	surplus := m.credit - p.price
	if surplus < 0 {
		return "", fmt.Errorf("%d more needed", -surplus)
	}

	box, rest := m.box, surplus
	for i, value := range denominations {
		box[i] += m.inserted[i]
		for ; box[i] > 0 && value <= rest; box[i]-- {
			rest -= value
		}
	}
	if rest > 0 {
		return "", errors.New("no change available")
	}

	m.box = box
	delete(m.products, code)
	m.reset()
	return fmt.Sprintf("%s, change %d", p.name, surplus), nil
}

// reset ends the current purchase and returns the credit there was.
func (m *machine) reset() int {
	credit := m.credit
	m.credit, m.inserted, m.state = 0, coins{}, idle
	if len(m.products) == 0 {
		m.state = empty
	}
	return credit
}

func main() {
	m := machine{
		products: map[string]product{"A1": {"Crisps", 85}, "B2": {"Water", 60}, "C3": {"Gum", 35}},
		box:      coins{0, 1, 1, 1, 0},
	}
	script := `select B2,insert 3,insert 50,select B2,insert 20,select B2,insert 100,select A1,cancel,` +
		`insert 50,insert 20,insert 10,insert 5,select A1,insert 50,select A1,select C3,insert 20`
	for _, command := range strings.Split(script, ",") {
		verb, arg, _ := strings.Cut(command, " ")
		reply, err := m.do(verb, arg)
		if err != nil {
			reply = err.Error()
		}
		fmt.Printf("%s: %s\n", command, reply)
	}

	fmt.Print("coin box:")
	for i, n := range m.box {
		fmt.Printf(" %dx%d", denominations[i], n)
	}
	fmt.Println()
}
