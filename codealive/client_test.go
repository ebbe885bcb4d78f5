package codealive

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

const testKey = "ca_1234567890_abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOP"

// listen serves on loopback and returns the base URL.
func listen(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// connect returns a client that uses no proxy and leaves no connection behind.
func connect(t *testing.T, base string) *Client {
	t.Helper()
	u, err := ParseBaseURL(base)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c := New(Options{BaseURL: u, Key: StaticKey(testKey), Transport: transport, Version: "1.2.3"})
	c.backoff = time.Millisecond
	return c
}

func serve(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	return connect(t, listen(t, h))
}

// reply serves the same answer to every request.
func reply(t *testing.T, status int, mediaType, body string) *Client {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		write(w, body)
	})
}

// write sends at once. A client that has left is no failure of the server.
func write(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	w.(http.Flusher).Flush()
}

// bounded is the test's context with an end, so that what hangs fails soon.
func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// sources makes the simplest call there is.
func sources(t *testing.T, c *Client) error {
	t.Helper()
	_, err := c.DataSources(bounded(t), DataSourceQuery{})
	return err
}

// apiError asserts that err is an APIError of this kind.
func apiError(t *testing.T, err error, kind Kind) *APIError {
	t.Helper()
	var api *APIError
	if !errors.As(err, &api) {
		t.Fatalf("error is %T (%v), want *APIError", err, err)
	}
	if api.Kind != kind {
		t.Fatalf("kind %q (%v), want %q", api.Kind, err, kind)
	}
	return api
}

func TestRequestsCarryKeyAndHeaders(t *testing.T) {
	type call struct {
		tool, accept string
		run          func(*Client) error
	}
	for _, c := range []call{
		{"get_data_sources", "application/json, application/problem+json", func(c *Client) error {
			_, err := c.DataSources(t.Context(), DataSourceQuery{})
			return err
		}},
		{"semantic_search", "application/json, application/problem+json", func(c *Client) error {
			_, err := c.SemanticSearch(t.Context(), SearchQuery{Query: "q"})
			return err
		}},
		{"chat", "application/json, application/problem+json", func(c *Client) error {
			_, err := c.Chat(t.Context(), ChatQuestion{Question: "q"}, nil)
			return err
		}},
		{"chat", "text/event-stream, application/problem+json", func(c *Client) error {
			_, err := c.Chat(t.Context(), ChatQuestion{Question: "q"}, func(string) {})
			return err
		}},
	} {
		var got http.Header
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			got = r.Header.Clone()
			w.WriteHeader(http.StatusTeapot)
		})
		if api := apiError(t, c.run(client), KindStatus); api.Op == "" {
			t.Errorf("%s: the error does not say what was tried", c.tool)
		}
		for name, want := range map[string]string{
			"Authorization":           "Bearer " + testKey,
			"Content-Type":            "application/json",
			"Accept":                  c.accept,
			"User-Agent":              "codealive-mcp/1.2.3",
			"X-Codealive-Integration": "mcp",
			"X-Codealive-Client":      "codealive-mcp-go",
			"X-Codealive-Tool":        c.tool,
		} {
			if values := got.Values(name); !slices.Equal(values, []string{want}) {
				t.Errorf("%s: %s: %q, want %q", c.tool, name, values, want)
			}
		}
	}
}

func TestNothingIsSentWithoutUsableKey(t *testing.T) {
	fix := errors.New("set CODEALIVE_API_KEY")
	for name, key := range map[string]KeySource{
		"source fails":  func(context.Context) (string, error) { return "", errors.Join(ErrNoKey, fix) },
		"empty":         StaticKey(""),
		"line break":    StaticKey(testKey + "\n"),
		"header inside": StaticKey("k\r\nHost: evil.example.com"),
	} {
		client := serve(t, func(http.ResponseWriter, *http.Request) { t.Errorf("%s: a request was sent", name) })
		client.key = key
		err := sources(t, client)
		api := apiError(t, err, KindKey)
		if !errors.Is(err, ErrNoKey) || api.Retry(time.Now()).Worth || api.Unwrap() == nil {
			t.Errorf("%s: %v, want ErrNoKey and no retry", name, err)
		}
		if name == "source fails" && !errors.Is(err, fix) {
			t.Errorf("%v does not wrap the source's own error", err)
		}
		if strings.Contains(err.Error(), testKey) {
			t.Errorf("%s: %v shows the key", name, err)
		}
	}
}

func TestKeySourceIsAskedOnEveryCallWithItsContext(t *testing.T) {
	type user struct{}
	var got []string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		write(w, `[]`)
	})
	client.key = func(ctx context.Context) (string, error) { return ctx.Value(user{}).(string), nil }
	for _, name := range []string{"anna", "boris"} {
		if _, err := client.DataSources(context.WithValue(t.Context(), user{}, name), DataSourceQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"Bearer anna", "Bearer boris"}; !slices.Equal(got, want) {
		t.Errorf("keys %q, want %q", got, want)
	}
}

// TestAnswerThatIsNotCompressedAsItSaysIsNoNetworkError: another try meets it again.
func TestAnswerThatIsNotCompressedAsItSaysIsNoNetworkError(t *testing.T) {
	var good bytes.Buffer
	z := gzip.NewWriter(&good)
	_, _ = io.WriteString(z, `[]`)
	_ = z.Close()
	badSum := bytes.Clone(good.Bytes())
	badSum[len(badSum)-8] ^= 1
	for name, body := range map[string]string{"plain": `[               ]`, "damaged": good.String()[:10] + "\xff\xff\xff\xff\xff", "checksum": string(badSum)} {
		calls := 0
		err := sources(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			calls++
			w.Header().Set("Content-Encoding", "gzip")
			write(w, body)
		}))
		if api := apiError(t, err, KindAnswer); !strings.Contains(api.Detail, "compressed") || calls != 1 {
			t.Errorf("%s: %v after %d calls", name, err, calls)
		}
	}
}
