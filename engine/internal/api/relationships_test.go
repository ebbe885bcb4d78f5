package api

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

func TestRelationshipsOutOfTimeAreAnError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n\nfunc F() { g() }\n\nfunc g() {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	pool := index.NewPool(index.Options{CacheDir: t.TempDir(), Log: log})
	t.Cleanup(func() { _ = pool.Close() })
	s := (&Server{Roots: func() []string { return []string{dir} }, Pool: pool, Log: log, FirstWait: time.Minute}).Init()
	ask := func(limit time.Duration) (int, string) {
		w := httptest.NewRecorder()
		body := `{"identifier":"local/` + filepath.Base(dir) + `::a.go::F()"}`
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/search/artifact-relationships", strings.NewReader(body))
		s.relationshipsWithin(&call{ResponseWriter: w, r: r}, limit)
		return w.Code, w.Body.String()
	}
	if status, body := ask(relateTime); status != http.StatusOK || !strings.Contains(body, `"found":true`) {
		t.Fatal(status, body)
	}
	if status, body := ask(time.Nanosecond); status != http.StatusGatewayTimeout || !strings.Contains(body, "not found within 1ns") {
		t.Error(status, body)
	}
}
