package tools_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// direct leads requests to a handler without a network, so that a test's clock
// can go on by itself.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
	if r.Body == nil { // a server's requests have one
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	d.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

// budgeted is a service that echoes questions, and the tools in front of it.
func budgeted(t *testing.T, limit int) (*service.Server, *client.Client) {
	s := service.NotListening()
	s.Budget = &service.Budget{Limit: limit, Window: time.Hour}
	s.Override["/api/search/semantic"] = func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"results":[{"kind":"File","identifier":"acme/a::a.go","description":%q}]}`, "about "+r.URL.Query().Get("Query")+".")
	}
	api := codealive.New(codealive.Options{
		BaseURL: &url.URL{Scheme: "http", Host: "service"}, Key: codealive.StaticKey(service.Key), Transport: direct{s.Handler},
		AtOnce: 5, Cache: &codealive.Cache{Sources: time.Minute, Reads: 30 * time.Second},
	})
	o := options(api)
	o.Quota = api
	return s, connectTo(t, o)
}

var comeBack = regexp.MustCompile(`Retry: yes, after \d+ (?:s|min) \(at (\d\d:\d\d:\d\d) UTC\)`)

// An agent asks 150 things twice, several at a time, of a key with 100 calls an hour.
func TestBudgetIsSpentOnDistinctAnswersOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := budgeted(t, 100)
		const distinct = 150
		var questions []string
		for i := range distinct {
			q := fmt.Sprintf("thing %d", i)
			questions = append(questions, q, q)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })

		var mu sync.Mutex
		answered, told := map[string]bool{}, map[string]bool{}
		ask := func(questions []string) {
			work := make(chan string)
			var agents sync.WaitGroup
			for range 8 {
				agents.Go(func() {
					for q := range work {
						text, isError := call(t, c, "semantic_search", asked(q))
						mu.Lock()
						switch at := comeBack.FindStringSubmatch(text); {
						case !isError && strings.Contains(text, "about "+q+"."):
							answered[q] = true
						case isError && at != nil:
							told[at[1]] = true
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
		}
		ask(questions)
		if sent := len(s.Requests()); len(answered) != 100 || sent != 100 || s.Budget.Refused() != 0 {
			t.Fatalf("%d answers by %d requests, %d in vain", len(answered), sent, s.Budget.Refused())
		}
		if end := s.Budget.Ends().UTC().Format(time.TimeOnly); len(told) != 1 || !told[end] {
			t.Errorf("told to come back at %v, the window ends at %s", told, end)
		}

		time.Sleep(time.Until(s.Budget.Ends()))
		var rest []string
		for _, q := range questions {
			if !answered[q] {
				rest = append(rest, q)
			}
		}
		ask(rest)
		if len(answered) != distinct || s.Budget.Refused() != 0 {
			t.Errorf("%d answers, %d requests in vain", len(answered), s.Budget.Refused())
		}
	})
}

func readQuota(t *testing.T, c *client.Client) string {
	t.Helper()
	req := mcp.ReadResourceRequest{}
	req.Params.URI = "codealive://quota"
	result, err := c.ReadResource(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return result.Contents[0].(mcp.TextResourceContents).Text
}

func TestBudgetIsToldWhenItIsLow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := budgeted(t, 20)
		if got := readQuota(t, c); got != `{"low":false,"note":"The service has not said yet what this key has left."}` {
			t.Error(got)
		}
		for i := range 20 {
			text, isError := call(t, c, "get_data_sources", map[string]any{"query": fmt.Sprint("ledger ", i)})
			left := 20 - i - 1
			want := fmt.Sprintf("\nBudget of this API key: %d of 20 calls left until 01:00:00 UTC (60 min).", left)
			if isError || strings.HasSuffix(text, want) != (left <= 2) || strings.Contains(text, "Budget") != (left <= 2) {
				t.Errorf("%d left: %s", left, text)
			}
		}
		if got := readQuota(t, c); got != `{"remaining":0,"limit":20,"resets_at":"2000-01-01T01:00:00Z","resets_in_s":3600,"low":true}` {
			t.Error(got)
		}
		text, isError := call(t, c, "chat", asked("more?"))
		if want := "[chat] not sent: none of the 20 calls of this key's budget is left. Retry: yes, after 60 min (at 01:00:00 UTC). Try: (1) go on with what you have until then"; !isError || text != want {
			t.Error(text)
		}
	})
}

func TestFetchKeepsWhatItGotBeforeTheBudgetEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := budgeted(t, 1)
		identifiers := []string{service.PostIdentifier}
		for i := range 30 {
			identifiers = append(identifiers, fmt.Sprintf("acme/payments-api::f%d.go", i))
		}
		text, isError := call(t, c, "fetch_artifacts", map[string]any{"identifiers": identifiers})
		if !isError || !strings.HasPrefix(text, "[fetch_artifacts] incomplete, not sent: none of the 1 calls") || !strings.Contains(text, "e.Validate()") {
			t.Error(text)
		}
	})
}

func TestEngineHasNoQuotaResource(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL)
	if got := c.GetServerCapabilities(); got.Resources != nil {
		t.Errorf("%+v", got.Resources)
	}
}
