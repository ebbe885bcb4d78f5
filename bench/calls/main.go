// Command calls measures the calls that the engine finds in the files of a
// directory against what a compiler of their language says.
//
//	npm install
//	go run . TypeScript rxjs-7.8.2/package
//
// Where no compiler can tell, it prints edges drawn at random for a person to check:
//
//	go run . -sample 50 Python requests-2.32.3
//
// The module's path lies below engine, whose inner packages it measures.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"slices"
)

var (
	wrong  = flag.Int("wrong", 0, "print so many edges that differ, of each sort")
	sample = flag.Int("sample", 0, "print so many edges drawn at random, and judge none")
)

func main() {
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: calls [-wrong N] LANGUAGE DIR")
	}
	if err := measure(context.Background(), flag.Arg(0), flag.Arg(1)); err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context, lang, dir string) error {
	docs, err := list(dir, lang)
	if err != nil {
		return err
	}
	if *sample > 0 {
		return draw(ctx, dir, docs, *sample)
	}
	truth, err := load(ctx, lang, dir, docs)
	if err != nil {
		return err
	}
	engine, stop, err := serve(dir)
	if err != nil {
		return err
	}
	defer stop()
	var sure, guess score
	var dispatch, open, foreign int
	shown := map[string]int{}
	show := func(sort string, from, to *doc, confidence float64) {
		if shown[sort]++; shown[sort] <= *wrong {
			fmt.Printf("  %s: %v -> %v %.2f\n", sort, from, to, confidence)
		}
	}
	for _, from := range docs.all {
		if from.kind != "function" && from.kind != "method" || !truth.files[from.path] {
			continue
		}
		got, err := engine.outgoing(ctx, from, docs)
		if err != nil {
			return err
		}
		for to := range truth.calls[from] {
			if got[to] < 0.5 {
				sure.missing++
				show("missing", from, to, got[to])
			}
		}
		for to, confidence := range got {
			s, sort := &sure, "wrong"
			if confidence < 0.5 {
				s, sort = &guess, "wrong guess"
			}
			switch {
			case truth.calls[from][to]:
				s.right++
			case confidence < 0.5 && truth.reaches(from, to):
				dispatch++
			case !truth.files[to.path]:
				foreign++
			case slices.Contains(truth.open[from], to.last()):
				open++
			default:
				s.wrong++
				show(sort, from, to, confidence)
			}
		}
	}
	fmt.Printf("%d calls known; at confidence >= 0.5: %v\nbelow it: %d right, %d wrong, %d methods that override what is called\n",
		truth.total(), sure, guess.right, guess.wrong, dispatch)
	fmt.Printf("not judged: %d calls of what has no document, %d edges of which the compiler cannot tell, %d into files it has not read\n", truth.lost, open, foreign)
	return nil
}

// score counts edges, each a pair of declarations, however often the one calls
// the other.
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
