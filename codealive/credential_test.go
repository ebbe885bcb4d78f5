package codealive

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestContextKeyIsThatOfTheCaller(t *testing.T) {
	var key KeySource = ContextKey
	outer := WithKey(t.Context(), "outer")
	inner := WithKey(outer, "inner")
	for want, ctx := range map[string]context.Context{"outer": outer, "inner": inner} {
		if have, err := key(ctx); have != want || err != nil {
			t.Errorf("have %q, %v, want %q", have, err, want)
		}
	}
}

func TestContextKeyMissingNamesTheFix(t *testing.T) {
	for name, ctx := range map[string]context.Context{"none": t.Context(), "blank": WithKey(t.Context(), "")} {
		key, err := ContextKey(ctx)
		if key != "" || !errors.Is(err, ErrNoKey) || !strings.Contains(err.Error(), "Authorization: Bearer") {
			t.Errorf("%s: have %q, %v", name, key, err)
		}
	}
}

func TestContextKeyReachesTheService(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if have := r.Header.Get("Authorization"); have != "Bearer mine" {
			t.Errorf("Authorization is %q", have)
		}
		_, _ = w.Write([]byte("[]"))
	}))
	defer service.Close()
	base, err := ParseBaseURL(service.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := New(Options{BaseURL: base, Key: ContextKey})
	if _, err := c.DataSources(WithKey(t.Context(), "mine"), DataSourceQuery{}); err != nil {
		t.Error(err)
	}
	if _, err := c.DataSources(t.Context(), DataSourceQuery{}); !errors.Is(err, ErrNoKey) {
		t.Errorf("without a key: %v", err)
	}
}
