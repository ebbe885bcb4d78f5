package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// service answers each request with the question and the key it came with, and
// breaks some of its answers. It remembers which questions met with a fault.
type service struct {
	faults   float64
	server   *http.Server
	url      string
	requests atomic.Int64
	broken   atomic.Int64
	met      sync.Map // question -> time of its last fault
	waits    sync.Map // owner of a key -> when it was last asked to wait
}

func newService(ctx context.Context, faults float64) (*service, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &service{faults: faults, url: "http://" + l.Addr().String()}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(l) }() // until close
	return s, nil
}

// question is what the callers ask for, wherever it stands in a request.
var question = regexp.MustCompile(`thing-\d+-`)

// tag stands for a key in answers.
func tag(key string) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, key) // never fails
	return fmt.Sprintf("owner-%08x", h.Sum32())
}

// explains reports whether the question had a fault within the last moments:
// equal questions may share a request that began before.
func (s *service) explains(question string) bool { return lately(&s.met, question) }

// toldToWait reports whether the owner of a key was asked to wait of late: who
// has no time left for that is refused.
func (s *service) toldToWait(owner string) bool { return lately(&s.waits, owner) }

func lately(m *sync.Map, key string) bool {
	at, ok := m.Load(key)
	return ok && time.Since(at.(time.Time)) < 2*toolTimeout+5*time.Second
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	text := r.URL.RawQuery + string(body)
	asked := question.FindString(text)
	owner := tag(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	a := answerTo(r.URL.Path, text, asked+" "+owner)
	if rand.Float64() >= s.faults {
		a.send(w)
		return
	}
	s.broken.Add(1)
	s.met.Store(asked, time.Now())
	kinds := faults
	if a.stream {
		kinds = append(kinds, streamFaults...)
	}
	f := kinds[rand.N(len(kinds))]
	if f.wait {
		s.waits.Store(owner, time.Now())
	}
	f.send(w, r, a)
}

// reply is a right answer.
type reply struct {
	body   string
	stream bool
}

func (a reply) send(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if a.stream {
		w.Header().Set("Content-Type", "text/event-stream")
	}
	_, _ = io.WriteString(w, a.body) // a caller that has gone
}

// identifier is what fetches and relationships ask for.
var identifier = regexp.MustCompile(`acme/a::thing-\d+-\.go`)

func answerTo(path, text, says string) reply {
	id := identifier.FindString(text)
	switch path {
	case "/api/datasources/ready":
		return reply{body: fmt.Sprintf(`[{"id":"1","name":"a","type":"Repository","description":%q,"relevanceReason":"asked"}]`, says)}
	case "/api/search/grep":
		return reply{body: fmt.Sprintf(`{"results":[{"kind":"File","identifier":"acme/a::a.go","location":{"path":"a.go"},"matchCount":1,"matches":[{"lineNumber":1,"startColumn":1,"endColumn":2,"lineText":%q}]}]}`, says)}
	case "/api/search/artifacts":
		return reply{body: fmt.Sprintf(`{"artifacts":[{"identifier":%q,"found":true,"content":%q,"startLine":1}]}`, id, says)}
	case "/api/search/artifact-relationships":
		return reply{body: fmt.Sprintf(`{"sourceIdentifier":%q,"found":true,"profile":"CallsOnly","relationships":[{"relationType":"OutgoingCalls","totalCount":1,"items":[{"identifier":"acme/a::b.go::b()","filePath":"b.go","startLine":1,"shortSummary":%q}]}]}`, id, says)}
	case "/api/chat/completions":
		var b strings.Builder
		for _, piece := range strings.SplitAfter("It is "+says+".", " ") {
			frame, _ := json.Marshal(map[string]any{"choices": []any{map[string]any{"delta": map[string]string{"content": piece}}}}) // strings alone
			fmt.Fprintf(&b, "data: %s\n\n", frame)
		}
		return reply{body: b.String() + "data: [DONE]\n\n", stream: true}
	}
	if strings.HasPrefix(path, "/api/tools/") {
		return reply{body: fmt.Sprintf(`{"obj":{},"rendered":%q}`, says)}
	}
	return reply{body: fmt.Sprintf(`{"results":[{"kind":"File","identifier":"acme/a::a.go","location":{"path":"a.go"},"description":%q}]}`, says)}
}

func (s *service) close() error { return s.server.Close() }
