package codealive

import (
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDetail bounds what is kept of a body that is in no known format, in runes.
const maxDetail = 200

// sentKey is the key that an answer's request went out with.
func sentKey(resp *http.Response) string {
	return strings.TrimPrefix(resp.Request.Header.Get("Authorization"), "Bearer ")
}

// shortestKey is below that of any real key: a shorter text stands in too many words.
const shortestKey = 6

func hide(s, key string) string {
	if len(key) < shortestKey {
		return s
	}
	return strings.ReplaceAll(s, key, "[redacted]")
}

// clean makes a server's words fit to show: without the key, should the server
// echo it, on one line, and short. The key goes first: cut in two, it would stay.
func (e *APIError) clean(key string) {
	clean := func(s string, runes int) string {
		return shorten(strings.Map(blankControl, hide(s, key)), runes)
	}
	e.Detail = clean(e.Detail, 5*maxDetail)
	e.Code, e.RequestID = clean(e.Code, maxDetail), clean(e.RequestID, maxDetail)
	e.ConversationID = clean(e.ConversationID, maxDetail)
	e.Hint.Retry, e.Hint.Try = clean(e.Hint.Retry, maxDetail), clean(e.Hint.Try, 2*maxDetail)
	for i := range e.Fields {
		e.Fields[i] = clean(e.Fields[i], maxDetail)
	}
	if e.err == nil {
		return
	}
	if text := e.err.Error(); hide(text, key) != text {
		e.err = errors.New(clean(text, maxDetail))
	}
}

func blankControl(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

func shorten(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes]) + "…"
}
