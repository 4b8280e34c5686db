package main

import (
	"fmt"
	"log"
	"sort"
	"time"
)

const layout = "15:04"

type span struct {
	start, end time.Time
}

func (s span) String() string {
	return s.start.Format(layout) + "-" + s.end.Format(layout)
}

func (s span) length() time.Duration { return s.end.Sub(s.start) }

// overlap is zero or negative when the spans share no time.
func (s span) overlap(o span) time.Duration {
	start, end := s.start, s.end
	if o.start.After(start) {
		start = o.start
	}
	if o.end.Before(end) {
		end = o.end
	}
	return end.Sub(start)
}

type event struct {
	span
	title string
}

func parseSpan(from, to string) (s span, err error) {
	if s.start, err = time.Parse(layout, from); err != nil {
		return span{}, err
	}
	s.end, err = time.Parse(layout, to)
	return s, err
}

func merge(sorted []event) []span {
	var out []span
	for _, e := range sorted {
		if n := len(out); n == 0 || e.start.After(out[n-1].end) {
			out = append(out, e.span)
		} else if e.end.After(out[n-1].end) {
			out[n-1].end = e.end
		}
	}
	return out
}

func free(busy []span, day span) (slots []span) {
	for _, b := range busy {
		if b.start.After(day.start) {
			slots = append(slots, span{day.start, b.start})
		}
		day.start = b.end
	}
	if day.length() > 0 {
		slots = append(slots, day)
	}
	return slots
}

func main() {
	var events []event
	for _, row := range [][3]string{
		{"12:30", "13:15", "Lunch"},
		{"09:15", "09:45", "Standup"},
		{"15:30", "16:30", "Retro"},
		{"10:00", "11:30", "Design review"},
		{"11:00", "12:00", "Call with Mira"},
		{"13:00", "14:00", "Interview"},
		{"10:30", "11:15", "Bug triage"},
		{"16:30", "16:45", "Inbox"},
	} {
		s, err := parseSpan(row[0], row[1])
		if err != nil {
			log.Fatal(err)
		}
		events = append(events, event{s, row[2]})
	}
	sort.Slice(events, func(i, j int) bool { return events[i].start.Before(events[j].start) })

	fmt.Println("conflicts:")
	for i, a := range events {
		for _, b := range events[i+1:] {
			if d := a.overlap(b.span); d > 0 {
				fmt.Printf("  %s / %s: %.0f min\n", a.title, b.title, d.Minutes())
			}
		}
	}

	busy := merge(events)
	fmt.Println("busy:")
	for _, s := range busy {
		fmt.Printf("  %v\n", s)
	}

	day, _ := parseSpan("09:00", "17:00")
	hour := "none"
	fmt.Println("free:")
	for _, s := range free(busy, day) {
		fmt.Printf("  %v (%.0f min)\n", s, s.length().Minutes())
		if hour == "none" && s.length() >= time.Hour {
			hour = s.start.Format(layout)
		}
	}
	fmt.Println("first free hour:", hour)
}
