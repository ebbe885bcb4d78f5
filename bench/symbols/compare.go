package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// compare prints precision and recall, of all and by kind.
func compare(truth, found map[symbol]string) {
	kinds := map[string]bool{}
	for _, k := range truth {
		kinds[k] = true
	}
	for _, k := range found {
		kinds[k] = true
	}
	for _, k := range append(slices.Sorted(maps.Keys(kinds)), "") {
		row(k, truth, found)
	}
	show("not found", truth, found)
	show("not there", found, truth)
}

func row(kind string, truth, found map[symbol]string) {
	known, right, said := 0, 0, 0
	for s, k := range truth {
		if kind == "" || k == kind {
			known++
			if _, ok := found[s]; ok {
				right++
			}
		}
	}
	wrong := 0
	for s, k := range found {
		if kind == "" || k == kind {
			said++
			if _, ok := truth[s]; !ok {
				wrong++
			}
		}
	}
	fmt.Printf("%-10s known %6d  found %6d  precision %.3f (%d wrong)  recall %.3f (%d missing)\n", cmp.Or(kind, "all"),
		known, said, 1-share(wrong, said), wrong, share(right, known), known-right)
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func show(what string, these, others map[symbol]string) {
	left := *wrong
	all := slices.SortedFunc(maps.Keys(these), func(a, b symbol) int {
		return cmp.Or(cmp.Compare(a.path, b.path), a.line-b.line)
	})
	for _, s := range all {
		if _, ok := others[s]; !ok && left > 0 {
			left--
			fmt.Printf("%s: %s %s %s:%d\n", what, these[s], s.name, s.path, s.line)
		}
	}
}
