// Command soak makes very many calls through the whole program at once, over
// HTTP and stdio, against a service that fails now and then, and judges every
// single result:
//
//	go run ./bench/soak                 1,000,000 calls, 64 at once, 1 % of the requests broken
//	go run ./bench/soak -for 5m         as many as fit
//
// It fails when a call has no result, one that is not of its question and its
// key, or an error that no fault explains; and when goroutines or memory do not
// come back to where they were. It is one process, on loopback, and ends by
// itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

// plan is what the command line says.
type plan struct {
	calls  int64
	atOnce int
	faults float64
	length time.Duration // 0 for as long as the calls take
	seed   uint64
}

func main() {
	var p plan
	flag.Int64Var(&p.calls, "calls", 0, "how many calls to make (default 1,000,000, or with -for as many as fit)")
	flag.IntVar(&p.atOnce, "at-once", 64, "how many at the same time")
	flag.Float64Var(&p.faults, "faults", 0.01, "the share of the service's answers that are broken")
	flag.DurationVar(&p.length, "for", 0, "stop after this long, such as 5m")
	flag.Uint64Var(&p.seed, "seed", 1, "of the random choices")
	flag.Parse()
	switch {
	case p.calls > 0:
	case p.length > 0:
		p.calls = math.MaxInt64
	default:
		p.calls = 1_000_000
	}
	if err := run(context.Background(), p); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// slack is what the heap may differ from one rest to the other, in bytes.
const slack = 8 << 20

func run(ctx context.Context, p plan) error {
	goroutines := runtime.NumGoroutine()
	bed, err := newBed(ctx, p)
	if err != nil {
		return err
	}
	warm := p
	warm.calls = min(20_000, p.calls/10)
	if err := bed.run(ctx, warm, &tally{}); err != nil {
		return errors.Join(err, bed.close())
	}
	before := heap()
	t := &tally{begun: time.Now()}
	err = bed.run(ctx, p, t)
	took := time.Since(t.begun)
	after := heap()
	err = errors.Join(err, bed.close())
	left := settle(goroutines)

	fmt.Printf("%d calls in %s (%.0f a second), %d at once\n", t.calls(), took.Round(time.Second), float64(t.calls())/took.Seconds(), p.atOnce)
	fmt.Printf("right %d, errors that a fault explains %d, cut-off answers that kept their text %d\n", t.right.Load(), t.explained.Load(), t.partial.Load())
	fmt.Printf("requests to the service %d, of them broken %d\n", bed.service.requests.Load(), bed.service.broken.Load())
	fmt.Printf("heap at rest %.1f MiB before, %.1f MiB after; goroutines %d before, %d after\n", mib(before), mib(after), goroutines, left)
	switch {
	case t.wrong.Load() > 0:
		return fmt.Errorf("%d wrong results, among them\n%w", t.wrong.Load(), err)
	case err != nil:
		return err
	case after > before+slack:
		return fmt.Errorf("the heap grew by %.1f MiB", mib(after-before))
	case left > goroutines:
		buf := make([]byte, 1<<20)
		return fmt.Errorf("%d goroutines stayed:\n%s", left-goroutines, buf[:runtime.Stack(buf, true)])
	}
	fmt.Println("none wrong, none lost")
	return nil
}

// heap is what is still used after a collection.
func heap() uint64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }

// settle waits up to 10 s for goroutines to end, and counts those that stay.
func settle(want int) int {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > want && time.Now().Before(end); {
		<-tick.C
	}
	return runtime.NumGoroutine()
}
