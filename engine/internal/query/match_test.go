package query

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Where SQLite's own functions are good enough, ours give the same.
func TestFunctionsAgreeWithSQLite(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ours := sql.OpenDB(connector{})
	defer func() { _ = ours.Close() }()
	r := rand.New(rand.NewPCG(1, 2))
	random := func(letters string, n int) string {
		all := []rune(letters)
		var b strings.Builder
		for range r.IntN(n) {
			b.WriteRune(all[r.IntN(len(all))])
		}
		return b.String()
	}
	compared := []string{"?1 LIKE ?2", "?1 LIKE ?2 ESCAPE '!'", "?1 GLOB ?2", "instr(?1, substr(?2, 1, 2))", "replace(?1, substr(?2, 1, 1), 'xy')"}
	query := "SELECT " + strings.Join(compared, ", ")
	for range 3000 {
		text, pattern := random("abAé-]", 8), random("abA%_é*?[]^-!", 8)
		var want, got [5]any
		if err := db.QueryRow(query, text, pattern).Scan(&want[0], &want[1], &want[2], &want[3], &want[4]); err != nil {
			t.Fatal(err)
		}
		if err := ours.QueryRow(query, text, pattern).Scan(&got[0], &got[1], &got[2], &got[3], &got[4]); err != nil {
			t.Fatal(err)
		}
		for i, x := range compared {
			if got[i] != want[i] {
				t.Fatalf("%s with %q and %q: got %v, SQLite says %v", x, text, pattern, got[i], want[i])
			}
		}
	}
	for _, x := range []string{"NULL LIKE 'a'", "'a' LIKE NULL", "12 LIKE '1%'", "1.5 LIKE '1.5'", "instr(NULL, 1)", "replace(12, 1, 3)", "replace('a', '', 'b')", "instr('a', '')"} {
		var want, got any
		if err := db.QueryRow("SELECT " + x).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if err := ours.QueryRow("SELECT " + x).Scan(&got); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, SQLite says %v, %v", x, got, want, err)
		}
	}
}
