package faults_test

import (
	"flag"
	"net/http"
	"sync"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

var update = flag.Bool("update", false, "rewrite "+page)

// maxAlloc is what one call may allocate in all, given back or not: an answer
// of the largest size and its copies.
const maxAlloc = 512 << 20

// group is faults of one kind.
type group struct {
	name   string
	faults []fault
}

func groups() []group {
	return []group{
		{"Connection", connectionFaults()},
		{"Way to the service", wayFaults()},
		{"HTTP", httpFaults()},
		{"Compression", gzipFaults()},
		{"Body", bodyFaults()},
		{"Status", statusFaults()},
		{"Limits and clocks", clockFaults()},
		{"Stream of chat", streamFaults()},
	}
}

// row is one line of the page.
type row struct {
	op    operation
	fault fault
	got   outcome
}

// TestReliability runs every operation with every fault, and writes the page.
func TestReliability(t *testing.T) {
	s := service.New()
	defer s.Close()
	working := s.Config.Handler
	usual := map[string]string{}
	for _, op := range operations() {
		usual[op.title()] = unbroken(t, working, op)
	}
	before := newTraces()
	var rows []row
	planned := 0
	for _, g := range groups() {
		t.Run(g.name, func(t *testing.T) {
			for _, f := range g.faults {
				t.Run(f.name, func(t *testing.T) { rows = append(rows, f.rows(t, working, usual, before)...) })
			}
		})
		for _, f := range g.faults {
			planned += len(f.operations())
		}
	}
	t.Logf("%d rows", len(rows))
	if !t.Failed() && len(rows) == planned {
		checkPage(t, rows)
	}
}

// unbroken is the result of an operation when nothing fails.
func unbroken(t *testing.T, working http.Handler, op operation) string {
	t.Helper()
	s := newStand(t, working, fault{}, op, never)
	defer s.close(t)
	text, isError, err := s.call(t.Context(), op)
	if isError || err != nil {
		t.Fatalf("%s without a fault: %s, %v", op.title(), text, err)
	}
	return text
}

// operations are those that the fault applies to.
func (f fault) operations() []operation {
	var list []operation
	for _, op := range operations() {
		if _, ok := f.expected(op); ok {
			list = append(list, op)
		}
	}
	return list
}

// rows runs the fault with every operation it applies to.
func (f fault) rows(t *testing.T, working http.Handler, usual map[string]string, before traces) []row {
	var all sync.WaitGroup
	list := f.operations()
	got := make([]outcome, len(list))
	for i, op := range list {
		if f.waits {
			all.Go(func() { got[i] = f.judge(t, working, op, usual[op.title()]) })
			continue
		}
		alloc := allocated()
		got[i] = f.judge(t, working, op, usual[op.title()])
		if more := allocated() - alloc; more > maxAlloc {
			t.Errorf("%s: %d MiB were allocated", op.title(), more>>20)
		}
		before.check(t)
	}
	all.Wait()
	before.check(t)
	var rows []row
	for i, op := range list {
		rows = append(rows, row{op, f, got[i]})
	}
	return rows
}

// judge runs one row and compares.
func (f fault) judge(t *testing.T, working http.Handler, op operation, usual string) outcome {
	limits := []time.Duration{never}
	if f.limit > 0 {
		limits = stalls
	}
	want, _ := f.expected(op)
	var got outcome
	var text string
	for _, limit := range limits {
		if got, text = f.run(t, working, op, limit, usual); got == want {
			return got
		}
	}
	t.Errorf("%s:\n got %+v\nwant %+v\n%s", op.title(), got, want, text)
	return got
}
