package e2e_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// The official inspector lists the tools, with nothing to complain about in
// their schemas, and calls each of them.
func TestInspector(t *testing.T) {
	for _, era := range []string{"legacy", "modern"} {
		t.Run("stdio "+era, func(t *testing.T) {
			target := []string{binary, "-e", "CODEALIVE_CACHE_DIR=" + t.TempDir()}
			for _, variable := range overEngine(checkout(t)).env {
				target = append(target, "-e", variable)
			}
			inspectAll(t, "engine", append(target, "--protocol-era", era))
		})
		t.Run("HTTP "+era, func(t *testing.T) {
			b := overService(t, newService(t))
			endpoint := serveHTTP(t, binary, b.env, "--transport", "http", "--port", "0")
			inspectAll(t, "service", []string{endpoint, "--transport", "http", "--header", "Authorization: Bearer " + b.key, "--protocol-era", era})
		})
	}
}

func inspectAll(t *testing.T, backend string, target []string) {
	t.Helper()
	var list struct{ Tools []struct{ Name string } }
	inspect(t, &list, append(target, "--method", "tools/list", "--strict"))
	known := calls(backend)
	if len(list.Tools) != len(known) {
		t.Errorf("%d tools are listed, %d are known to this test", len(list.Tools), len(known))
	}
	for _, tool := range list.Tools {
		t.Run(tool.Name, func(t *testing.T) {
			c := known[tool.Name]
			args, err := json.Marshal(c.args)
			if err != nil {
				t.Fatal(err)
			}
			want := c.service
			if backend == "engine" {
				want = c.engine
			}
			var result struct {
				IsError bool
				Content []struct{ Text string }
			}
			inspect(t, &result, append(target, "--method", "tools/call", "--tool-name", tool.Name, "--tool-args-json", string(args)))
			if result.IsError || len(result.Content) != 1 || !strings.Contains(result.Content[0].Text, want) {
				t.Errorf("lacks %q: %+v", want, result)
			}
		})
	}
}

func inspect(t *testing.T, out any, args []string) {
	t.Helper()
	cmd := node(t, "@modelcontextprotocol/inspector/clients/launcher/build/index.js", append([]string{"--cli"}, append(args, "-q")...)...)
	text, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if exit, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output gives it as it is
			stderr = exit.Stderr
		}
		t.Fatalf("%v: %s%s", err, text, stderr)
	}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
