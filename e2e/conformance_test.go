package e2e_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const suite = "@modelcontextprotocol/conformance/dist/index.js"

// exception is a reason why scenarios that a revision requires fail. Without
// checks, any of their checks may fail; with checks, exactly those do.
type exception struct {
	Server    string   `json:"server"` // product or fixtures
	Revisions []string `json:"revisions"`
	Scenarios []string `json:"scenarios"`
	Checks    []string `json:"checks"`
	Reason    string   `json:"reason"`
}

// What each revision of the protocol requires of a server, by the official
// suite: of the product as far as it goes without the suite's fixtures, and of
// the fixtures on the product's transport. A scenario that fails must be in the
// list of exceptions, and one in the list must fail.
func TestConformance(t *testing.T) {
	text, err := os.ReadFile("testdata/conformance.json")
	if err != nil {
		t.Fatal(err)
	}
	var exceptions []exception
	if err := json.Unmarshal(text, &exceptions); err != nil {
		t.Fatal(err)
	}
	servers := map[string]func(t *testing.T) string{
		"product": func(t *testing.T) string {
			return serveHTTP(t, binary, overEngine(checkout(t)).env, "--transport", "http", "--port", "0")
		},
		"fixtures": func(t *testing.T) string {
			program, err := build("fixtures", t.TempDir(), "fixtures")
			if err != nil {
				t.Fatal(err)
			}
			return serveHTTP(t, program, nil)
		},
	}
	for _, x := range exceptions {
		for _, revision := range x.Revisions {
			if servers[x.Server] == nil || !slices.Contains(eras, revision) || x.Reason == "" {
				t.Errorf("an exception that never applies, or has no reason: %+v", x)
			}
		}
	}
	for name, start := range servers {
		for _, revision := range eras {
			t.Run(name+" "+revision, func(t *testing.T) {
				known := map[string]exception{}
				for _, x := range exceptions {
					for _, scenario := range x.Scenarios {
						if x.Server == name && slices.Contains(x.Revisions, revision) {
							known[scenario] = x
						}
					}
				}
				conform(t, start(t), revision, known)
			})
		}
	}
}

func conform(t *testing.T, endpoint, revision string, known map[string]exception) {
	t.Helper()
	scored := required(t, revision)
	got := run(t, endpoint, revision)
	wrong, passed := judge(scored, got, known)
	for _, text := range wrong {
		t.Error(text)
	}
	extra := 0
	for scenario, checks := range got {
		if failed, _ := failures(checks); len(failed) == 0 && !slices.Contains(scored, scenario) {
			extra++
		}
	}
	t.Logf("%d of %d required scenarios pass, %d are exceptions; %d of %d others pass", passed, len(scored), len(known), extra, len(got)-len(scored))
}

// judge holds results against what is required and what is known to fail.
func judge(scored []string, got map[string][]check, known map[string]exception) (wrong []string, passed int) {
	for scenario := range known {
		if !slices.Contains(scored, scenario) {
			wrong = append(wrong, scenario+" is an exception but not required")
		}
	}
	for _, scenario := range scored {
		failed, words := failures(got[scenario])
		x, excepted := known[scenario]
		switch {
		case len(got[scenario]) == 0:
			wrong = append(wrong, scenario+" has no result")
		case len(failed) == 0 && !excepted:
			passed++
		case len(failed) == 0:
			wrong = append(wrong, scenario+" passes now: take it from the list of exceptions ("+x.Reason+")")
		case !excepted:
			wrong = append(wrong, scenario+" fails:\n"+words)
		case len(x.Checks) > 0 && !slices.Equal(failed, slices.Sorted(slices.Values(x.Checks))):
			wrong = append(wrong, scenario+" does not fail as the list of exceptions says:\n"+words)
		}
	}
	return wrong, passed
}

func TestJudgeFindsEveryDifference(t *testing.T) {
	good, bad := []check{{ID: "a", Status: "SUCCESS"}}, []check{{ID: "a", Status: "SUCCESS"}, {ID: "b", Status: "FAILURE"}}
	listed := map[string]exception{"s": {Checks: []string{"b"}}}
	for _, x := range []struct {
		name  string
		got   []check
		known map[string]exception
		want  string
	}{
		{"good", good, nil, ""},
		{"listed", bad, listed, ""},
		{"listed as a whole", bad, map[string]exception{"s": {}}, ""},
		{"not listed", bad, nil, "s fails"},
		{"passes now", good, listed, "s passes now"},
		{"fails otherwise", bad, map[string]exception{"s": {Checks: []string{"a"}}}, "does not fail as"},
		{"did not run", nil, nil, "no result"},
		{"not required", good, map[string]exception{"t": {}}, "not required"},
	} {
		wrong, _ := judge([]string{"s"}, map[string][]check{"s": x.got}, x.known)
		if text := strings.Join(wrong, "\n"); x.want == "" && text != "" || !strings.Contains(text, x.want) {
			t.Errorf("%s: %q, want %q", x.name, text, x.want)
		}
	}
}

// check is one finding in a result file of the suite.
type check struct{ ID, Status, ErrorMessage string }

func failures(checks []check) (ids []string, words string) {
	for _, c := range checks {
		if c.Status == "FAILURE" {
			ids = append(ids, c.ID)
			words += "  " + c.ID + ": " + c.ErrorMessage + "\n"
		}
	}
	slices.Sort(ids)
	return ids, words
}

var scenarioLine = regexp.MustCompile(`(?m)^  - (\S+)$`)

// required are the scenarios for servers that a revision requires.
func required(t *testing.T, revision string) []string {
	t.Helper()
	out, err := node(t, suite, "list", "--requirements", revision).Output()
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(out), "Server scenarios")
	text, _, _ = strings.Cut(text, "Client scenarios")
	var names []string
	for _, m := range scenarioLine.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	if len(names) < 20 {
		t.Fatalf("the list of required scenarios cannot be read: %s", out)
	}
	return names
}

var resultFolder = regexp.MustCompile(`^server-(.+)-\d{4}-\d\d-\d\dT[0-9-]+Z$`)

// run lets the suite call a server and reads its results.
func run(t *testing.T, endpoint, revision string) map[string][]check {
	t.Helper()
	folder := t.TempDir()
	cmd := node(t, suite, "server", "--url", endpoint, "--requirements", revision, "-o", folder)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: something failed
		t.Fatalf("%v: %s", err, out)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]check{}
	for _, entry := range entries {
		m := resultFolder.FindStringSubmatch(entry.Name())
		if m == nil {
			t.Errorf("unknown result %s", entry.Name())
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name(), "checks.json"))
		if err != nil {
			t.Fatal(err)
		}
		var checks []check
		if err := json.Unmarshal(text, &checks); err != nil {
			t.Fatal(err)
		}
		got[m[1]] = checks
	}
	return got
}
