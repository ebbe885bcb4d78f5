package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

var spent = regexp.MustCompile(`none of the 100 calls of this key's budget is left\. Retry: yes, after \d\d min \(at (\S+) UTC\)`)

// An agent makes 300 calls, half of them duplicates, with a key that may make
// 100 an hour: it gets 100 distinct answers, hears for the rest when to come
// back, and no request is sent in vain.
func TestAgentWithASmallBudget(t *testing.T) {
	everyWay(t, func(t *testing.T) backend {
		s := newService(t)
		s.Budget = &service.Budget{Limit: 100, Window: time.Hour}
		s.Override["/api/search/semantic"] = func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"results":[{"kind":"File","identifier":"acme/a::a.go","description":%q}]}`, "about "+r.URL.Query().Get("Query")+".")
		}
		t.Cleanup(func() {
			if sent := len(s.Requests()); sent != 100 || s.Budget.Refused() != 0 {
				t.Errorf("%d requests, %d in vain", sent, s.Budget.Refused())
			}
		})
		return backend{name: "service", key: service.Key, env: []string{"CODEALIVE_BASE_URL=" + s.URL}}
	}, func(t *testing.T, s session) {
		var questions []string
		for i := range 150 {
			q := fmt.Sprintf("thing %d", i)
			questions = append(questions, q, q)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
		back := time.Now().Add(time.Hour)
		work := make(chan string)
		var mu sync.Mutex
		answered, told := map[string]bool{}, map[string]int{}
		var agents sync.WaitGroup
		for range 8 {
			agents.Go(func() {
				for q := range work {
					text, isError := s.call(t, "semantic_search", map[string]any{"question": q, "data_sources": []string{"payments-api"}})
					mu.Lock()
					refused := spent.FindStringSubmatch(text)
					switch {
					case !isError && strings.Contains(text, "about "+q+"."):
						answered[q] = true
					case isError && refused != nil:
						told[refused[1]]++
					default:
						t.Error(text)
					}
					mu.Unlock()
				}
			})
		}
		for _, q := range questions {
			work <- q
		}
		close(work)
		agents.Wait()
		if len(answered) != 100 {
			t.Errorf("%d distinct answers", len(answered))
		}
		for at := range told {
			moment, err := time.Parse(time.TimeOnly, at)
			want, _ := time.Parse(time.TimeOnly, back.UTC().Format(time.TimeOnly))
			if off := (moment.Sub(want) + 24*time.Hour + 2*time.Second) % (24 * time.Hour); err != nil || off > 30*time.Second {
				t.Errorf("told to come back at %s, the hour ends at %s", at, back.UTC().Format(time.TimeOnly))
			}
		}
		if len(told) == 0 {
			t.Error("never told when to come back")
		}
	})
}
