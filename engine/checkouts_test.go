package engine

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

const acme = "https://git.example.com/acme/Payments-API.git"

// clone makes a repository in base/name with an origin, if one is given.
func clone(t *testing.T, base, name, origin, branch string, files ...string) string {
	t.Helper()
	isolate(t)
	dir := filepath.Join(base, filepath.FromSlash(name))
	for i := 0; i < len(files); i += 2 {
		write(t, dir, files[i], files[i+1])
	}
	run(t, dir, "init", "-q", "-b", branch)
	if origin != "" {
		run(t, dir, "remote", "add", "origin", origin)
	}
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "-m", "first")
	return dir
}

// listed are the names of the sources, in the order of their roots.
func (k *kit) listed() []string {
	k.t.Helper()
	var all []string
	for _, d := range decode[[]codealive.DataSource](k.t, k.get("/api/datasources/ready")) {
		all = append(all, d.Name)
	}
	return all
}

// found are identifiers with the names of their sources, sorted.
func found(res codealive.GrepResponse) []string {
	var all []string
	for _, r := range res.Results {
		all = append(all, r.Identifier+" in "+r.DataSource.Name)
	}
	slices.Sort(all)
	return all
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// conflict asserts that an identifier is ambiguous, and returns the candidates.
func (k *kit) conflict(ids ...string) []string {
	k.t.Helper()
	body, _ := json.Marshal(codealive.FetchRequest{Identifiers: ids})
	p := decode[codealive.Problem](k.t, k.fetchRaw(string(body)))
	if p.Status != http.StatusConflict {
		k.t.Fatalf("%q: %+v", ids, p)
	}
	return regexp.MustCompile(`Name='[^']*' Id='[^']*'`).FindAllString(p.Detail, -1)
}

func TestWorktreesShareTheirIdentifiers(t *testing.T) {
	base := t.TempDir()
	one := clone(t, base, "shop", acme, "main", "a.go", "package a\n\nfunc F() { needle() }\n", "only.txt", "here\n")
	two := filepath.Join(base, "shop-next")
	run(t, one, "worktree", "add", "-q", "-b", "next", two)
	write(t, two, "a.go", "package a\n\n// F is new.\nfunc F() { needle(2) }\n")
	if err := os.Remove(filepath.Join(two, "only.txt")); err != nil {
		t.Fatal(err)
	}
	k := serve(t, []string{one, two})
	sources := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))
	if len(sources) != 2 || sources[0].Name != "shop" || sources[0].Branch != "main" || sources[1].Name != "shop-next" || sources[1].Branch != "next" {
		t.Fatalf("%+v", sources)
	}
	const file, symbol = "local/payments-api::a.go", "local/payments-api::a.go::F()"
	equal(t, "grep", found(k.grep("needle", "Names", "shop", "Names", "shop-next")), []string{file + " in shop", file + " in shop-next"})
	var hits []string
	for _, r := range k.search("needle", "Names", "shop", "Names", "shop-next").Results {
		hits = append(hits, r.Identifier+" in "+r.DataSource.Name+" "+r.DataSource.ID)
	}
	slices.Sort(hits)
	equal(t, "search", hits, []string{symbol + " in shop " + sources[0].ID, symbol + " in shop-next " + sources[1].ID})

	both := []string{"Name='shop' Id='" + sources[0].ID + "'", "Name='shop-next' Id='" + sources[1].ID + "'"}
	equal(t, "candidates", k.conflict(file), both)
	equal(t, "candidates of a symbol", k.conflict("local/payments-api::gone", "local/payments-api::only.txt", symbol), both)
	for selector, want := range map[string]string{
		"shop": "func F() { needle() }", sources[0].ID: "func F() { needle() }",
		"SHOP-NEXT": "func F() { needle(2) }", sources[1].ID: "func F() { needle(2) }",
	} {
		if a := k.fetch(selector, symbol)[0]; !a.IsFound() || *a.Content != want {
			t.Errorf("%s: %+v", selector, a)
		}
	}
	// What only one has is no question.
	if got := k.content("local/payments-api::only.txt"); got != "1 here\n" {
		t.Errorf("got %q", got)
	}
	if a := k.fetch("shop-next", "local/payments-api::only.txt")[0]; a.IsFound() {
		t.Errorf("the wrong selector finds %+v", a)
	}
	body := `{"identifiers":["` + file + `"],"dataSource":"elsewhere"}`
	if p := problem(t, k.fetchRaw(body), http.StatusNotFound); !strings.Contains(p.Detail, "shop, shop-next") {
		t.Error(p.Detail)
	}
}

func TestClonesOfOneNameAreToldApartByTheirPlace(t *testing.T) {
	base := t.TempDir()
	one := clone(t, base, "work/app", acme, "main", "a.txt", "one\n")
	two := clone(t, base, "review/app", "ssh://git@GIT.example.com:22/acme/payments-api", "develop", "a.txt", "two\n")
	k := serve(t, []string{one, two})
	equal(t, "names", k.listed(), []string{"work/app", "review/app"})
	equal(t, "in the other order", serve(t, []string{two, one}).listed(), []string{"review/app", "work/app"})
	const id = "local/payments-api::a.txt"
	if got := k.conflict(id); len(got) != 2 || !strings.HasPrefix(got[0], "Name='work/app' ") {
		t.Errorf("%q", got)
	}
	if a := k.fetch("review/app", id)[0]; !a.IsFound() || *a.Content != "two\n" {
		t.Errorf("%+v", a)
	}
	three := clone(t, t.TempDir(), "work/app", acme, "other", "a.txt", "three\n")
	names := serve(t, []string{one, two, three}).listed()
	if suffixed := regexp.MustCompile(`^work/app-[0-9a-f]{8}$`); len(names) != 3 || names[0] == names[2] ||
		!suffixed.MatchString(names[0]) || names[1] != "review/app" || !suffixed.MatchString(names[2]) {
		t.Errorf("parents of one name: %q", names)
	}
}

// Repositories that only share a name never share identifiers.
func TestDifferentRepositoriesOfOneName(t *testing.T) {
	base := t.TempDir()
	ours := clone(t, base, "ours/app", acme, "main", "a.txt", "ours needle\n")
	fork := clone(t, base, "fork/app", "git@git.example.com:me/payments-api.git", "main", "a.txt", "fork needle\n")
	again := clone(t, base, "again", acme, "next", "a.txt", "again needle\n")
	plain := filepath.Join(base, "payments-api")
	write(t, plain, "a.txt", "plain needle\n")
	k := serve(t, []string{ours, fork, again, plain})
	equal(t, "names", k.listed(), []string{"ours/app", "fork/app", "again", "payments-api"})
	byName := map[string]string{}
	for _, r := range k.grep("needle", "Names", "ours/app", "Names", "fork/app", "Names", "again", "Names", "payments-api").Results {
		if !regexp.MustCompile(`^local/payments-api-[0-9a-f]{8}::a\.txt$`).MatchString(r.Identifier) {
			t.Errorf("identifier %s", r.Identifier)
		}
		byName[r.DataSource.Name] = r.Identifier
	}
	if len(byName) != 4 || byName["ours/app"] != byName["again"] || byName["ours/app"] == byName["fork/app"] ||
		byName["ours/app"] == byName["payments-api"] || byName["fork/app"] == byName["payments-api"] {
		t.Errorf("%v", byName)
	}
	for name, want := range map[string]string{"fork/app": "1 fork needle\n", "payments-api": "1 plain needle\n"} {
		if got := k.content(byName[name]); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := k.conflict(byName["ours/app"]); len(got) != 2 || !strings.Contains(got[0], "ours/app") || !strings.Contains(got[1], "again") {
		t.Errorf("%q", got)
	}
	if a := k.fetch("fork/app", byName["ours/app"])[0]; a.IsFound() {
		t.Errorf("another repository's identifier finds %+v", a)
	}
}

// Identifiers of a checkout begin with its remote's name, and older ones, with
// that of its directory, go on working; another source changes neither.
func TestIdentifiersOfOneCheckoutAreStable(t *testing.T) {
	base := t.TempDir()
	dir := clone(t, base, "wt 3", acme, "main", "a.txt", "needle\n")
	bare := clone(t, base, "plain", "", "main", "a.txt", "plain\n")
	local := clone(t, base, "local", "/srv/git/x.git", "main", "a.txt", "local\n")
	other := clone(t, base, "other", "https://git.example.com/acme/other", "main", "a.txt", "other\n")
	for _, roots := range [][]string{{dir}, {bare, local, other, dir}, {dir, filepath.Join(base, "payments-api")}} {
		k := serve(t, roots)
		equal(t, "identifier", found(k.grep("needle", "Names", "wt 3")), []string{"local/payments-api::a.txt in wt 3"})
		for id, want := range map[string]string{
			"local/payments-api::a.txt": "1 needle\n", "local/wt 3::a.txt": "1 needle\n", "local/Payments-API::a.txt": "-", "local/::a.txt": "-",
		} {
			if got := k.content(id); got != want {
				t.Errorf("%s of %d sources: %q", id, len(roots), got)
			}
		}
		if len(roots) < 4 {
			continue
		}
		for id, want := range map[string]string{"local/plain::a.txt": "1 plain\n", "local/local::a.txt": "1 local\n", "local/other::a.txt": "1 other\n"} {
			if got := k.content(id); got != want {
				t.Errorf("%s: %q", id, got)
			}
		}
	}
	// The name of a directory gives way to that of a repository.
	taken := clone(t, base, "other2/payments-api", "https://git.example.com/acme/third", "main", "a.txt", "third\n")
	k := serve(t, []string{dir, taken})
	if got := k.content("local/payments-api::a.txt"); got != "1 needle\n" {
		t.Errorf("got %q", got)
	}
	if got := k.content("local/third::a.txt"); got != "1 third\n" {
		t.Errorf("got %q", got)
	}
}

// A folder inside a checkout is none: its paths begin elsewhere.
func TestFoldersOfACheckoutHaveTheirOwnIdentifiers(t *testing.T) {
	dir := clone(t, t.TempDir(), "app", acme, "main", "a.txt", "top needle\n", "sub/a.txt", "sub needle\n")
	k := serve(t, []string{dir, filepath.Join(dir, "sub")})
	equal(t, "grep", found(k.grep("sub needle", "Names", "app", "Names", "sub")), []string{"local/payments-api::sub/a.txt in app", "local/sub::a.txt in sub"})
	if got := k.content("local/payments-api::a.txt"); got != "1 top needle\n" {
		t.Errorf("got %q", got)
	}
}

func TestARemoteThatChangesIsNoticed(t *testing.T) {
	dir := clone(t, t.TempDir(), "app", "", "main", "a.txt", "needle\n")
	k := serve(t, []string{dir})
	for _, step := range []struct{ args, want string }{
		{"", "local/app::a.txt"},
		{"remote add origin " + acme, "local/payments-api::a.txt"},
		{"remote set-url origin https://git.example.com/acme/renamed", "local/renamed::a.txt"},
		{"remote remove origin", "local/app::a.txt"},
	} {
		if step.args != "" {
			run(t, dir, strings.Fields(step.args)...)
		}
		equal(t, step.args, found(k.grep("needle")), []string{step.want + " in app"})
	}
}

// A checkout says itself which remote it has.
func TestHostileRemotes(t *testing.T) {
	base := t.TempDir()
	victim := clone(t, base, "victim", acme, "main", "a.txt", "victim\n", "v.txt", "victim\n")
	liar := clone(t, base, "li'ar' Id='x", acme, "main", "a.txt", "liar\n")
	k := serve(t, []string{victim, liar})
	got := k.conflict("local/payments-api::a.txt")
	id := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))[1].ID
	if len(got) != 2 || got[1] != "Name='"+id+"' Id='"+id+"'" {
		t.Errorf("%q", got)
	}
	if got := k.content("local/payments-api::v.txt"); got != "1 victim\n" {
		t.Errorf("got %q", got)
	}
	for origin, want := range map[string]string{
		"https://git.example.com/acme/..":                     "local/app::a.txt",
		"https://git.example.com/acme/a::b":                   "local/a--b::a.txt",
		"https://git.example.com/acme/%0Ax%1B[0m":             "local/x--0m::a.txt",
		"https://git.example.com/acme/'\"<b>`":                "local/b::a.txt",
		"https://git.example.com/acme/" + "x%2Fy%5Cz":         "local/y-z::a.txt",
		"https://git.example.com/acme/文件.git":                 "local/文件::a.txt",
		"https://git.example.com/" + strings.Repeat("x", 300): "local/" + strings.Repeat("x", 100) + "::a.txt",
		"file:///etc/passwd":                                  "local/app::a.txt",
		"--upload-pack=x":                                     "local/app::a.txt",
	} {
		dir := filepath.Join(t.TempDir(), "app")
		write(t, dir, "a.txt", "needle\n")
		write(t, dir, ".git/config", "[remote \"origin\"]\n\turl = "+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(origin)+"\n")
		k := serve(t, []string{dir})
		equal(t, origin, found(k.grep("needle")), []string{want + " in app"})
		if got := k.content(want); got != "1 needle\n" {
			t.Errorf("%s: %q", want, got)
		}
	}
}
