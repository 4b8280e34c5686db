package main

import (
	"errors"
	"fmt"
)

type cents int64

func (c cents) String() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, int64(c)/100, int64(c)%100)
}

type insufficientFundsError struct {
	owner           string
	wanted, missing cents
}

func (e *insufficientFundsError) Error() string {
	return fmt.Sprintf("%s cannot pay %v, short by %v", e.owner, e.wanted, e.missing)
}

type entry struct {
	memo   string
	amount cents
}

type account struct {
	balance cents
	entries []entry
}

func (a *account) post(memo string, amount cents) {
	a.balance += amount
	a.entries = append(a.entries, entry{memo, amount})
}

type bank map[string]*account

func (b bank) open(owner string, amount cents) {
	a := &account{}
	a.post("opening deposit", amount)
	b[owner] = a
}

func (b bank) lookup(owner string) (*account, error) {
	a, ok := b[owner]
	if !ok {
		return nil, fmt.Errorf("no account named %s", owner)
	}
	return a, nil
}

func (b bank) transfer(from, to string, amount cents) error {
	if amount <= 0 {
		return errors.New("amount must be positive")
	}
	payer, err := b.lookup(from)
	if err != nil {
		return err
	}
	payee, err := b.lookup(to)
	if err != nil {
		return err
	}
	if payer.balance < amount {
		return &insufficientFundsError{from, amount, amount - payer.balance}
	}
	payer.post("to "+to, -amount)
	payee.post("from "+from, amount)
	return nil
}

func main() {
	b := bank{}
	b.open("alice", 50000)
	b.open("bob", 12050)
	b.open("carol", 0)

	for _, t := range []struct {
		from, to string
		amount   cents
	}{
		{"alice", "bob", 7525},
		{"bob", "carol", 25000},
		{"carol", "dave", 1000},
		{"alice", "carol", 0},
		{"bob", "carol", 10000},
		{"carol", "alice", 4010},
	} {
		if err := b.transfer(t.from, t.to, t.amount); err != nil {
			fmt.Println("refused:", err)
			continue
		}
		fmt.Printf("ok: %s -> %s %v\n", t.from, t.to, t.amount)
	}

	fmt.Println("statement for alice")
	var running cents
	for _, e := range b["alice"].entries {
		running += e.amount
		fmt.Printf("  %-16s %9s %9s\n", e.memo, e.amount, running)
	}

	fmt.Println("balances")
	for _, owner := range []string{"alice", "bob", "carol"} {
		fmt.Printf("  %-8s %9s\n", owner, b[owner].balance)
	}
}
