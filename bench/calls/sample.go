package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// draw prints some of the calls found, each with the line it stands in.
func draw(ctx context.Context, dir string, d *docs, n int) error {
	engine, stop, err := serve(dir)
	if err != nil {
		return err
	}
	defer stop()
	var sure []string
	guesses := 0
	for _, from := range d.all {
		answer, err := engine.client.Relationships(ctx, codealive.RelationshipsRequest{
			Identifier: engine.prefix + from.path + "::" + from.part, Profile: codealive.CallsOnly, MaxCountPerType: 1000,
		})
		if err != nil {
			return err
		}
		for _, g := range answer.Relationships {
			if g.RelationType != codealive.OutgoingCalls {
				continue
			}
			for _, item := range g.Items {
				if confidence(item) < 0.5 {
					guesses++
				} else if len(item.CallSites) > 0 {
					at := item.CallSites[0].Position
					sure = append(sure, fmt.Sprintf("%s  %s\n    -> %s %.2f", at, line(dir, at), strings.TrimPrefix(item.Identifier, engine.prefix), confidence(item)))
				}
			}
		}
	}
	fmt.Printf("%d calls at confidence >= 0.5, %d below it, of %d symbols\n", len(sure), guesses, len(d.all))
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same sample every time
	random.Shuffle(len(sure), func(i, j int) { sure[i], sure[j] = sure[j], sure[i] })
	for _, s := range sure[:min(n, len(sure))] {
		fmt.Println(s)
	}
	return nil
}

func line(dir, position string) string {
	i := strings.LastIndexByte(position, ':')
	src, err := os.ReadFile(filepath.Join(dir, position[:i]))
	n, bad := strconv.Atoi(position[i+1:])
	lines := strings.Split(string(src), "\n")
	if err != nil || bad != nil || n > len(lines) {
		return "?"
	}
	return strings.TrimSpace(lines[n-1])
}
