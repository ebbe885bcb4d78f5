package engine

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// record is a log that may be read while the engine writes it.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *record) count(message string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Count(r.text.String(), message)
}

func logTo(r *record) option {
	return func(c *Config, _ *index.Options) { c.Log = slog.New(slog.NewTextHandler(r, nil)) }
}

const anew = "built anew"

// put has the one index in cache be as in data, and nothing beside it.
func put(t *testing.T, file string, data []byte) {
	t.Helper()
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Remove(file + suffix)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A search over zeros in the words finds less, and no error tells.
func TestDamageThatOnlyHidesIsRepaired(t *testing.T) {
	dir, cache := manyFiles(t, 150), t.TempDir()
	write(t, dir, "z.txt", "zebra")
	serveOnce(t, dir, cache)
	file := indexFile(t, cache)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, binary.BigEndian.AppendUint64(nil, xxh3.HashString("zebra"))[:5])
	clear(data[at-50 : at+50])
	put(t, file, data)
	var log record
	k := serve(t, []string{dir}, cacheIn(cache), logTo(&log))
	for start := time.Now(); len(k.search("zebra").Results) == 0; {
		if time.Since(start) > time.Minute {
			t.Fatal("never found again")
		}
	}
	if n := log.count(anew); n != 1 {
		t.Errorf("%d lines in the log", n)
	}
}

// Whatever bytes are wrong, the engine answers, and in the end rightly.
func TestRandomDamageIsSurvived(t *testing.T) {
	dir, cache := manyFiles(t, 60), t.TempDir()
	serveOnce(t, dir, cache)
	file := indexFile(t, cache)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			data := bytes.Clone(good)
			switch from := 100 + random.IntN(len(data)-2100); seed % 3 { // the header has tests of its own
			case 0:
				for i := range 2000 {
					data[from+i] = byte(random.Uint32())
				}
			case 1:
				page := from / 4096 * 4096
				clear(data[page : page+4096])
			case 2:
				data = data[:from]
			}
			put(t, file, data)
			k := serve(t, []string{dir}, cacheIn(cache))
			var found int
			for start := time.Now(); found < 60; {
				res := k.get("/api/search/semantic?MaxResults=500&Query=common")
				if res.StatusCode == http.StatusOK { // an error is as good, for a while
					found = len(paths(decode[codealive.SearchResponse](t, res)))
				}
				if time.Since(start) > time.Minute {
					t.Fatalf("status %d, %d of 60 found", res.StatusCode, found)
				}
			}
			if err := k.engine.Close(); err != nil {
				t.Error(err)
			}
			sound(t, filepath.Dir(filepath.Dir(file)))
		})
	}
}
