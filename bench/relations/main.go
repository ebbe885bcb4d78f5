// Command relations measures the relationships that the engine finds in a
// public Go module against what the compiler's type checker says.
//
//	go run . golang.org/x/tools@v0.44.0 github.com/mark3labs/mcp-go@v1.2.1
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

var wrong = flag.Int("wrong", 0, "print so many edges that differ, of each sort")

func main() {
	flag.Parse()
	for _, module := range flag.Args() {
		if err := measure(context.Background(), module); err != nil {
			log.Fatalf("%s: %v", module, err)
		}
	}
}

func measure(ctx context.Context, module string) error {
	dir := module
	if strings.Contains(module, "@") {
		var err error
		if dir, err = download(ctx, module); err != nil {
			return err
		}
	}
	truth, err := load(ctx, dir)
	if err != nil {
		return err
	}
	asker, stop, err := serve(dir)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Printf("\n%s: %d functions, %d calls, %d interfaces\n", module, len(truth.functions), truth.total(), len(truth.interfaces))
	start := time.Now()
	if err := calls(ctx, truth, asker); err != nil {
		return err
	}
	if err := implementers(ctx, truth, asker); err != nil {
		return err
	}
	fmt.Printf("asked in %v\n", time.Since(start).Round(time.Millisecond))
	return nil
}

func download(ctx context.Context, module string) (string, error) {
	temp, err := os.MkdirTemp("", "relations-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir = temp // outside of this module
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	var m struct{ Dir string }
	err = json.Unmarshal(out, &m)
	return m.Dir, err
}

// score counts edges.
type score struct{ right, wrong, missing int }

func (s score) String() string {
	return fmt.Sprintf("precision %.3f, recall %.3f (%d right, %d wrong, %d missing)",
		ratio(s.right, s.wrong), ratio(s.right, s.missing), s.right, s.wrong, s.missing)
}

func ratio(n, rest int) float64 {
	if n+rest == 0 {
		return 1
	}
	return float64(n) / float64(n+rest)
}

// calls compares outgoing calls. An edge is a pair of declarations, however
// often the one calls the other.
func calls(ctx context.Context, truth *facts, asker *asker) error {
	var sure, all, dispatch score
	var unjudged, unknown int
	shown := map[string]int{}
	show := func(sort string, from, to any) {
		if shown[sort]++; shown[sort] <= *wrong {
			fmt.Printf("  %s: %v -> %v\n", sort, from, to)
		}
	}
	for _, from := range sorted(truth.functions) {
		f := truth.functions[from]
		got, err := asker.related(ctx, f.identifier, "OutgoingCalls")
		if err != nil {
			return err
		}
		if got == nil {
			unknown++
			show("unknown", from, f.identifier)
		}
		for to := range f.calls {
			if _, ok := got[to]; !ok {
				all.missing++
				show("missing", from, to)
			}
			if got[to] < 0.5 {
				sure.missing++
			}
		}
		for _, to := range sorted(got) {
			switch {
			case f.calls[to]:
				all.right++
				if got[to] >= 0.5 {
					sure.right++
				}
			case !truth.files[to.path]:
				unjudged++ // not part of this build
			case got[to] < 0.5 && truth.reached(f, to):
				dispatch.right++
			case got[to] < 0.5 && truth.throughInterface(f, to):
				dispatch.wrong++
				show("wrong dispatch", from, to)
			default:
				all.wrong++
				if got[to] >= 0.5 {
					sure.wrong++
				}
				show("wrong", from, fmt.Sprintf("%v %.2f", to, got[to]))
			}
		}
	}
	fmt.Printf("calls at confidence >= 0.5: %v\ncalls in all:               %v\n", sure, all)
	fmt.Printf("through interfaces: %d right, %d wrong; %d edges into other builds' files not judged; %d functions not known\n",
		dispatch.right, dispatch.wrong, unjudged, unknown)
	return nil
}

func implementers(ctx context.Context, truth *facts, asker *asker) error {
	var s score
	shown := 0
	show := func(sort string, from, to any) {
		if shown++; shown <= *wrong {
			fmt.Printf("  %s: %v -> %v\n", sort, from, to)
		}
	}
	for _, from := range sorted(truth.interfaces) {
		i := truth.interfaces[from]
		got, err := asker.related(ctx, i.identifier, "Descendants")
		if err != nil {
			return err
		}
		for to := range i.types {
			if _, ok := got[to]; !ok {
				s.missing++
				show("not said to implement", from, to)
			}
		}
		for to := range got {
			switch {
			case i.types[to]:
				s.right++
			case truth.files[to.path] && !strings.HasSuffix(to.path, "_test.go"):
				s.wrong++
				show("wrongly said to implement", from, to)
			}
		}
	}
	fmt.Printf("implementers and embedders of interfaces: %v\n", s)
	return nil
}

func sorted[V any](m map[place]V) []place {
	var all []place
	for p := range m {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b place) int {
		if c := strings.Compare(a.path, b.path); c != 0 {
			return c
		}
		return a.line - b.line
	})
	return all
}

// place is where a declaration begins.
type place struct {
	path string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", filepath.ToSlash(p.path), p.line) }
