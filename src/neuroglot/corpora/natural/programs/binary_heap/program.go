package main

import (
	"errors"
	"fmt"
)

var ErrEmpty = errors.New("heap is empty")

type Job struct {
	Name     string
	Priority int
	ticket   int
}

func (j Job) String() string {
	return fmt.Sprintf("%s (priority %d)", j.Name, j.Priority)
}

// before reports whether j should run ahead of other.
func (j Job) before(other Job) bool {
	if j.Priority != other.Priority {
		return j.Priority < other.Priority
	}
	return j.ticket < other.ticket
}

// JobQueue is a binary min-heap: the children of jobs[i] are at 2i+1 and 2i+2.
type JobQueue struct {
	jobs    []Job
	tickets int
}

func (q *JobQueue) Submit(name string, priority int) {
	q.tickets++
	q.jobs = append(q.jobs, Job{name, priority, q.tickets})
	q.up(len(q.jobs) - 1)
}

func (q *JobQueue) Next() (Job, error) {
	if len(q.jobs) == 0 {
		return Job{}, ErrEmpty
	}
	job := q.jobs[0]
	last := len(q.jobs) - 1
	q.jobs[0] = q.jobs[last]
	q.jobs = q.jobs[:last]
	q.down(0)
	return job, nil
}

func (q *JobQueue) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !q.jobs[i].before(q.jobs[parent]) {
			break
		}
		q.jobs[i], q.jobs[parent] = q.jobs[parent], q.jobs[i]
		i = parent
	}
}

func (q *JobQueue) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(q.jobs) {
			return
		}
		if right := child + 1; right < len(q.jobs) && q.jobs[right].before(q.jobs[child]) {
			child = right
		}
		if !q.jobs[child].before(q.jobs[i]) {
			return
		}
		q.jobs[i], q.jobs[child] = q.jobs[child], q.jobs[i]
		i = child
	}
}

func (q *JobQueue) String() string {
	if len(q.jobs) == 0 {
		return "no jobs"
	}
	return fmt.Sprintf("%d jobs, next is %v", len(q.jobs), q.jobs[0])
}

func main() {
	queue := &JobQueue{}
	queue.Submit("backup", 5)
	queue.Submit("resize-images", 2)
	queue.Submit("send-mail", 3)
	queue.Submit("restart-db", 1)
	queue.Submit("build-index", 3)
	fmt.Println(queue)

	for done := 0; ; done++ {
		if done == 2 {
			queue.Submit("hotfix", 1)
			queue.Submit("rotate-logs", 4)
			queue.Submit("thumbnails", 3)
			fmt.Println(queue)
		}
		job, err := queue.Next()
		if err != nil {
			fmt.Println("error:", err)
			break
		}
		fmt.Println("run", job)
	}
}
