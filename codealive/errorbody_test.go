package codealive

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestErrorBodiesOfEveryFormat(t *testing.T) {
	const page = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
	for _, c := range []struct {
		name, mediaType, body string
		detail, code, id      string
		fields                []string
	}{
		{name: "documented", body: `{"error":{"code":"RATE_LIMITED","message":"Too many requests"}}`,
			detail: "Too many requests", code: "RATE_LIMITED"},
		{name: "documented, called HTML", mediaType: "text/html", body: ` {"error":{"code":"FORBIDDEN","message":"No"}} `,
			detail: "No", code: "FORBIDDEN"},
		{name: "problem details", mediaType: MediaProblem,
			body: `{"type":"https://app.codealive.ai/errors/validation","title":"The request is not valid","status":400,
				"detail":"Two members are wrong","instance":"POST /api/chat/completions","requestId":"0HNA1B2C3D4E5:00000001","traceId":"4bf9",
				"errors":{"query":["blank","too short"],"conversationId":["24 hexadecimal characters expected",null],"names":null}}`,
			detail: "The request is not valid: Two members are wrong", code: "validation", id: "0HNA1B2C3D4E5:00000001",
			fields: []string{"conversationId: 24 hexadecimal characters expected", "query: blank", "query: too short"}},
		{name: "problem with the documented member", body: `{"type":"https://app.codealive.ai/errors/bad-request","title":"Bad","detail":"d","error":{"code":"BAD_REQUEST","message":"m"}}`,
			detail: "Bad: d", code: "bad-request"},
		{name: "problem of nulls", mediaType: "text/plain",
			body:   `{"type":null,"title":"Not found","status":null,"detail":null,"errors":null,"requestId":null,"traceId":"4bf92f35","retryable":null,"error":null,"validationErrors":null}`,
			detail: "Not found", id: "4bf92f35"},
		{name: "generic problem", body: `{"type":"about:blank","title":"Not found","detail":"Not found: no data source is called paymentz-api"}`,
			detail: "Not found: no data source is called paymentz-api"},
		{name: "ambiguous", body: `{"title":"Ambiguous","status":409,"detail":"Name='a  b' Id='1', Name='c' Id='2'"}`,
			detail: "Ambiguous: Name='a  b' Id='1', Name='c' Id='2'"},
		{name: "older aliases", body: `{"message":"The request is not valid","validationErrors":["conversation id has the wrong form",null,"names is blank"],"requestId":"0HN:2"}`,
			detail: "The request is not valid", id: "0HN:2", fields: []string{"conversation id has the wrong form", "names is blank"}},
		{name: "error is text", body: `{"error":"out of order"}`, detail: "out of order"},
		{name: "Dify", body: `{"error_code":1003,"error_msg":"source unknown"}`, detail: "source unknown", code: "1003"},
		{name: "plain text", mediaType: "application/json", body: "  Unauthorized\n", detail: "Unauthorized"},
		{name: "lines of text", body: "upstream failed\r\ntry\tlater", detail: "upstream failed  try later"},
		{name: "HTML", mediaType: "text/html", body: page},
		{name: "HTML called JSON", mediaType: "application/json", body: "\n" + page},
		{name: "empty", mediaType: MediaProblem, body: ""},
		{name: "blank", body: " \r\n "},
		{name: "object of nothing", body: `{}`},
		{name: "JSON list", body: `["no"]`, detail: `["no"]`},
		{name: "wrong types", body: `{"title":{"a":1},"detail":["x"],"errors":["y"],"requestId":7,"error":[],"message":"kept"}`,
			detail: "kept", id: "7"},
		{name: "field error is text", body: `{"title":"t","errors":{"query":"blank","names":7}}`, detail: "t", fields: []string{"query: blank"}},
		{name: "Unicode", body: `{"detail":"Источник «платежи» не найден"}`, detail: "Источник «платежи» не найден"},
		{name: "bad UTF-8", body: "gone \xff\xfe", detail: "gone \ufffd\ufffd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := sources(t, reply(t, http.StatusBadRequest, c.mediaType, c.body))
			api := apiError(t, err, KindStatus)
			if api.Status != 400 || api.Detail != c.detail || api.Code != c.code || api.RequestID != c.id || !slices.Equal(api.Fields, c.fields) {
				t.Errorf("got %d %q, code %q, id %q, fields %q", api.Status, api.Detail, api.Code, api.RequestID, api.Fields)
			}
			if strings.ContainsAny(err.Error(), "\r\n\t") {
				t.Errorf("%q is not one line", err)
			}
		})
	}
}

func TestRequestIDOfTheHeaderServesWhenTheBodyHasNone(t *testing.T) {
	for body, want := range map[string]string{"": "from-header", `{"title":"t"}`: "from-header", `{"requestId":"from-body"}`: "from-body"} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", "from-header")
			w.WriteHeader(http.StatusBadGateway)
			write(w, body)
		})
		if api := apiError(t, sources(t, client), KindStatus); api.RequestID != want {
			t.Errorf("%q: request id %q, want %q", body, api.RequestID, want)
		}
	}
}

func TestHugeErrorBodiesAreShortened(t *testing.T) {
	long := strings.Repeat("щ", 100_000)
	for name, c := range map[string]struct {
		body string
		max  int
	}{
		"text":                 {long, maxDetail},
		"detail":               {`{"detail":"` + long[:20_000] + `"}`, 5 * maxDetail},
		"detail past the read": {`{"detail":"` + long + `"}`, maxDetail},
		"field":                {`{"errors":{"query":["` + long[:20_000] + `"]}}`, maxDetail},
		"code":                 {`{"code":"` + long[:20_000] + `"}`, maxDetail},
	} {
		api := apiError(t, sources(t, reply(t, http.StatusInternalServerError, "", c.body)), KindStatus)
		got := api.Detail + api.Code + strings.Join(api.Fields, "")
		if n := utf8.RuneCountInString(got); n != c.max+1 || !strings.HasSuffix(got, "…") {
			t.Errorf("%s: %d runes, want %d", name, n, c.max+1)
		}
	}
}

// shown is all that an error can show to anyone.
func shown(err *APIError) string {
	return strings.Join(append(err.Fields, err.Error(), err.Detail, err.Code, err.RequestID), " ")
}

func TestEchoedKeyIsNotShown(t *testing.T) {
	escaped := fmt.Sprintf(`\u%04x`, testKey[0]) + testKey[1:]
	for name, body := range map[string]string{
		"detail":                 `{"detail":"key ` + testKey + ` is not known"}`,
		"title":                  `{"title":"key ` + testKey + ` is not known"}`,
		"documented":             `{"error":{"code":"` + testKey + `","message":"` + testKey + `"}}`,
		"field":                  `{"errors":{"` + testKey + `":["` + testKey + `"]}}`,
		"request id":             `{"requestId":"` + testKey + `"}`,
		"escaped":                `{"detail":"key ` + escaped + ` is not known"}`,
		"text":                   "key " + testKey + " is not known",
		"text, cut inside":       strings.Repeat("x", maxDetail-20) + testKey,
		"detail, cut inside":     `{"detail":"` + strings.Repeat("x", 5*maxDetail-20) + testKey + `"}`,
		"field, cut inside":      `{"errors":{"a":["` + strings.Repeat("x", maxDetail-20) + testKey + `"]}}`,
		"object that is cut off": `{"detail":"` + testKey,
	} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", testKey)
			w.WriteHeader(http.StatusUnauthorized)
			write(w, body)
		})
		api := apiError(t, sources(t, client), KindStatus)
		if text := shown(api); strings.Contains(text, testKey[:15]) {
			t.Errorf("%s: %s", name, text)
		}
	}
	_, err := reply(t, 200, MediaSSE, `data: {"event":"error","message":"key `+testKey+` is not known"}`).Chat(bounded(t), ChatQuestion{}, func(string) {})
	if api := apiError(t, err, KindStream); strings.Contains(shown(api), testKey) || !strings.Contains(api.Detail, "is not known") {
		t.Errorf("in a stream: %s", shown(api))
	}
}

// TestKeyEchoedInBrokenHTTPIsNotShown: the library quotes such lines.
func TestKeyEchoedInBrokenHTTPIsNotShown(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func(c net.Conn) { _ = c.Close() }(conn)
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\n%s\r\n\r\n", r.Header.Get("Authorization"))
	})
	api := apiError(t, sources(t, client), KindNetwork)
	if text := shown(api); strings.Contains(text, testKey) || !strings.Contains(text, "[redacted]") {
		t.Error(text)
	}
}

func TestKeyEchoedAsConversationIsNotShown(t *testing.T) {
	_, err := ask(bounded(t), t, reply(t, http.StatusOK, MediaSSE, `data: {"event":"metadata","conversationId":"`+testKey+`"}`+"\n"))
	if api := apiError(t, err, KindCutOff); api.ConversationID != "[redacted]" {
		t.Error(api.ConversationID)
	}
}

func FuzzErrorBodyIsSafeToShow(f *testing.F) {
	f.Add(`{"error":{"code":"A","message":"b"}}`)
	f.Add(`{"type":"/errors/x","title":"t","detail":"` + testKey + `","errors":{"a":["b",null],"c":null}}`)
	f.Add(`{"message":"m","validationErrors":["x"]}`)
	f.Add("<html>")
	f.Add("\x00\xff" + testKey + "\n")
	f.Fuzz(func(t *testing.T, body string) {
		resp := &http.Response{StatusCode: 500, Request: &http.Request{Header: headers("Authorization", "Bearer "+testKey)}}
		text := shown(statusError("list", resp, []byte(body), now))
		if strings.Contains(text, testKey) || strings.ContainsAny(text, "\r\n\x00") || !utf8.ValidString(text) {
			t.Errorf("%q", text)
		}
	})
}
