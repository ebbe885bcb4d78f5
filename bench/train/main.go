// Command train learns what terms mean from the comments of public packages: it
// makes the vectors that semantic_search compares questions and code by.
//
//	go run ./bench/train -out engine/internal/embedding/terms.bin
//
// It fetches the packages of corpus.txt by go, cargo, pip, npm and mvn, some
// gigabytes, and takes half an hour. None of them is among those that
// bench/retrieval asks about, and a sentence that occurs there is not learned
// from.
package main

import (
	"context"
	_ "embed"
	"flag"
	"log"
	"math/rand/v2"
	"strings"
)

// corpus is one package URL to a line, all under licences that ask for no more
// than to be named.
//
//go:embed corpus.txt
var corpus string

// heldOut is the share of the packages that are not learned from, but asked
// about after each pass: one of so many.
const heldOut = 25

func main() {
	out := flag.String("out", "", "file to write")
	flag.Parse()
	if *out == "" {
		log.Fatal("say where to write: -out FILE")
	}
	if err := run(context.Background(), strings.Fields(corpus), *out); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, names []string, out string) error {
	examples, err := collect(ctx, names)
	if err != nil {
		return err
	}
	v := vocabularyOf(examples)
	var learned, held [][]pair
	for i, list := range v.pairs(examples) {
		if i%heldOut == heldOut/2 {
			held = append(held, list)
		} else {
			learned = append(learned, list)
		}
	}
	m := newModel(v.counts)
	rng := rand.New(rand.NewPCG(1, 2))
	for pass := range passes {
		loss := m.pass(learned, rng, pass)
		log.Printf("pass %d: loss %.3f; of the packages held out: %v", pass+1, loss, m.judge(held))
	}
	return m.write(out, v.terms)
}
