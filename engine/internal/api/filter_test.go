package api

import "testing"

func TestPathsOfThisMachineAreTakenInTheirSource(t *testing.T) {
	at := []source{{root: "/home/u/app"}}
	for in, want := range map[string]string{
		"/home/u/app/src/x.go": "src/x.go", "/home/u/app2/src": "home/u/app2/src", `src\x`: "src/x", "./src/": "src", "/src": "src",
		"a/../src": "src", "../src": "../src", "a/../../src": "../src", "/home/u/app/../src": "home/u/src", "/home/u/app/a/../src": "src",
	} {
		if got := prefixes([]string{in}, at); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", in, got)
		}
	}
	if got := prefixes([]string{"/home/u/app"}, at); got != nil {
		t.Errorf("the whole tree: %q", got)
	}
}
