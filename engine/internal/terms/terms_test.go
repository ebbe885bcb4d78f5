package terms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSplitsTextIntoTerms(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"rejectDNSRebinding":       "reject dns rebind rejectdnsrebind",
		"max_results":              "max result maxresult",
		"__init__":                 "init",
		"HTTPServer":               "http server httpserver",
		"OAuth2Token":              "auth oauth token oauth2token",
		"sha256Sum":                "sha 256 sum sha256sum",
		"the parser IS parsing":    "parser pars",
		"x := a[i]":                "",
		"don't":                    "don",
		"Ledger.Post":              "ledger post",
		"naïve Größe":              "naïve größe",
		"解析聊天流":                    "解析 析聊 聊天 天流",
		"流":                        "流",
		"parse解析stream":            "pars 解析 stream",
		"データを読む":                   "デー ータ タを を読 読む",
		"Привет, мир":              "привет мир",
		strings.Repeat("abcd", 40): "",
		"a\xffbc\x00de":            "bc de",
	} {
		if got := strings.Join(New().List(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestQuestionAndCodeMeet(t *testing.T) {
	for question, code := range map[string]string{
		"how are retries limited": "retryLimiter",
		"rate limiter":            "RateLimiter",
		"ratelimiter":             "RateLimiter",
		"oauth":                   "OAuth2Token",
		"maxResults":              "max_results",
		"sha256":                  "SHA256",
	} {
		s := New()
		terms := s.List(code)
		if !slices.ContainsFunc(s.List(question), func(q string) bool { return slices.Contains(terms, q) }) {
			t.Errorf("%q does not find %q: %q", question, code, terms)
		}
	}
}

func FuzzTerms(f *testing.F) {
	f.Add(`"a" OR NEAR(b) * ^c {d}: -e + f AND NOT g`)
	f.Add("OAuth2 解析x_y__Z \xff\xfe ß İ ǅ a\u0301b")
	f.Fuzz(func(t *testing.T, text string) {
		first := New().List(text)
		for _, term := range first {
			if !utf8.ValidString(term) {
				t.Errorf("%q is not UTF-8", term)
			}
			for _, r := range term {
				if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
					t.Errorf("%q holds %q, which could be syntax", term, r)
				}
			}
		}
		s := New()
		s.List(text)
		if second := s.List(text); !slices.Equal(first, second) {
			t.Errorf("remembered terms differ: %q, %q", first, second)
		}
	})
}

func TestSplitterForgetsAndGoesOn(t *testing.T) {
	s := New()
	for i := range 20_000 {
		name := fmt.Sprintf("getThing%dOfAVeryLongNameThatIsNeverUsedTwice", i)
		got := s.List(name)
		if s.seen.bytes > maxSeen || s.stems.bytes > maxSeen {
			t.Fatalf("remembers %d and %d bytes", s.seen.bytes, s.stems.bytes)
		}
		if i%5_000 == 0 && !slices.Equal(got, New().List(name)) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if n := len(s.seen.texts); n > 18_000 {
		t.Errorf("remembers %d identifiers", n)
	}
}
