package faults_test

import (
	"bytes"
	"compress/gzip"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

// gzipFaults concern an answer that says it is compressed.
func gzipFaults() []fault {
	claimed := func(a faults.Answer) faults.Answer { return a.With("Content-Encoding", "gzip") }
	return []fault{
		{name: "gzip, right", read: answer(1), chat: answer(1),
			do: faults.Changing(func(a faults.Answer) faults.Answer {
				all, _ := zipped(string(a.Body), "")
				return claimed(a).Saying(all)
			})},
		{name: "gzip, said but not done", do: faults.Changing(claimed),
			read: fails(foreign, no, 1, byService), chat: fails(foreign, no, 1, byService)},
		{name: "gzip, cut off in the middle", do: faults.Changing(func(a faults.Answer) faults.Answer {
			n := middle(a)
			all, flushed := zipped(string(a.Body[:n]), string(a.Body[n:]))
			return claimed(a).Saying(all[:flushed+2])
		}),
			read: fails(lost, once5, 3, byConnection), chat: fails(cutOff, once5, 1, byConnection).keeping(firstText)},
		{name: "gzip, damaged in the middle", do: faults.Changing(func(a faults.Answer) faults.Answer {
			n := middle(a)
			all, flushed := zipped(string(a.Body[:n]), string(a.Body[n:]))
			return claimed(a).Saying(all[:flushed] + "\xff\xff\xff\xff\xff\xff")
		}),
			read: fails(foreign, no, 1, byService), chat: fails(foreign, no, 1, byService).keeping(firstText)},
		{name: "gzip, 1 MiB that unpacks to 1 GiB", large: true, do: faults.Changing(func(a faults.Answer) faults.Answer {
			one, _ := zipped(strings.Repeat("\x00", 1<<20), "")
			return claimed(a).Saying(strings.Repeat(one, 1<<10))
		}),
			read: fails(foreign, no, 1, bySize), chat: fails(foreign, no, 1, bySize)},
	}
}

// zipped compresses two parts, and tells where the first one ends.
func zipped(first, second string) (all string, flushed int) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(first))
	_ = z.Flush()
	flushed = b.Len()
	_, _ = z.Write([]byte(second))
	_ = z.Close()
	return b.String(), flushed
}
