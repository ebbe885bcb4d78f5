package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// asProgram, in the environment, makes the test binary the program. So both are
// built alike, with -race too, and a change of the program makes tests run again.
const asProgram = "CODEALIVE_MCP_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// command runs the program in dir, with nothing else in its environment.
func command(t *testing.T, dir string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home, "LOCALAPPDATA=" + home, "TMPDIR=" + os.TempDir(), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}, env...)
	return cmd
}

// checkout is a git work tree with a little code.
func checkout(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"ledger/post.go": "package ledger\n\n// Post books a refund: it checks the entry and appends it to the store.\nfunc Post(entry string) error {\n\treturn nil\n}\n",
		"README.md":      "# Payments\n\nBooks ledger entries.\n",
		".git/HEAD":      "ref: refs/heads/main\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// askPayments are arguments that need no data source to be chosen.
const askPayments = `{"question":"q","data_sources":"payments-api"}`

// await fails the test instead of hanging when c is never closed.
func await(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(30 * time.Second):
		t.Fatal("it never happened")
	}
}

const hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

func toolCall(id int, tool, args string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":%s,"_meta":{"progressToken":"t%d"}}}`, id, tool, args, id) + "\n"
}

type message struct {
	JSONRPC string `json:"jsonrpc"`
	ID      *int   `json:"id"`
	Method  string `json:"method"`
	Error   *struct{ Message string }
	Result  struct {
		IsError bool `json:"isError"`
		Content []struct{ Text string }
		Tools   []struct{ Name string }
	}
	Params map[string]any `json:"params"`
}

func (m message) text() string {
	if m.Error != nil {
		return "protocol error: " + m.Error.Message
	}
	var b strings.Builder
	for _, c := range m.Result.Content {
		b.WriteString(c.Text)
	}
	return b.String()
}

// replies parses every line of standard output; a line that is not JSON-RPC fails the test.
func replies(t *testing.T, out io.Reader) map[int]message {
	t.Helper()
	got := map[int]message{}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil || m.JSONRPC != "2.0" {
			t.Errorf("not JSON-RPC: %s", lines.Text())
		}
		if m.ID == nil {
			if token, _ := m.Params["progressToken"].(string); token != "" {
				var id int
				if _, err := fmt.Sscanf(token, "t%d", &id); err != nil {
					t.Error(err)
				}
				if _, late := got[id]; late {
					t.Errorf("progress after its reply: %s", lines.Text())
				}
			}
			continue
		}
		if _, twice := got[*m.ID]; twice {
			t.Errorf("answered twice: %s", lines.Text())
		}
		got[*m.ID] = m
	}
	if err := lines.Err(); err != nil {
		t.Error(err)
	}
	return got
}

func TestEndOfInputExitsAtOnceWithZero(t *testing.T) {
	cmd := command(t, t.TempDir(), nil)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

func TestOneShotInputLosesNoAnswer(t *testing.T) {
	cmd := command(t, checkout(t), nil)
	cmd.Stdin = strings.NewReader(hello +
		`{"jsonrpc":"2.0","id":1,"method":"tools/list"}` + "\n" +
		toolCall(2, "get_data_sources", "{}") +
		toolCall(3, "semantic_search", `{"question":"book a refund"}`) +
		strings.TrimSpace(toolCall(4, "chat", `{"question":"how is a refund booked?"}`))) // no newline at the end
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	got := replies(t, bytes.NewReader(out))
	if len(got) != 5 || len(got[1].Result.Tools) != len(tools.All(tools.Options{})) {
		t.Fatalf("%d replies: %s", len(got), out)
	}
	for id, want := range map[int]string{2: "1 data source.", 3: "ledger/post.go:4-6", 4: "ledger/post.go"} {
		if text := got[id].text(); got[id].Result.IsError || !strings.Contains(text, want) {
			t.Errorf("reply %d lacks %q: %s", id, want, text)
		}
	}
	if text := got[3].text(); !strings.Contains(text, "local/") {
		t.Errorf("the engine does not show in its identifiers: %s", text)
	}
}

func TestNoCheckoutNamesTheFix(t *testing.T) {
	cmd := command(t, t.TempDir(), nil)
	cmd.Stdin = strings.NewReader(hello + toolCall(1, "get_data_sources", "{}") + toolCall(2, "semantic_search", `{"question":"x"}`))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for id, m := range replies(t, bytes.NewReader(out)) {
		if id > 0 && !strings.Contains(m.text(), "CODEALIVE_LOCAL") {
			t.Errorf("reply %d: %s", id, m.text())
		}
	}
}

func serviceEnv(s *service.Server) []string {
	return []string{"CODEALIVE_API_KEY=" + service.Key, "CODEALIVE_BASE_URL=" + s.URL + "/api/", "DEBUG_MODE=true"}
}

func TestTheServiceAnswersOverStdio(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	cmd := command(t, t.TempDir(), serviceEnv(s))
	cmd.Stdin = strings.NewReader(hello + toolCall(1, "get_data_sources", "{}") + toolCall(2, "semantic_search", askPayments) + toolCall(3, "chat", askPayments) +
		toolCall(4, "grep_search", `{"query":"Append","data_sources":"payments-api"}`) + toolCall(5, "fetch_artifacts", `{"identifiers":[`+strconv.Quote(service.PostIdentifier)+`]}`))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	got := replies(t, bytes.NewReader(out))
	for id, want := range map[int]string{1: "payments-api", 2: service.PostIdentifier, 3: service.Answer, 4: "16: return", 5: "17\t}"} {
		if !strings.Contains(got[id].text(), want) {
			t.Errorf("reply %d lacks %q: %s", id, want, got[id].text())
		}
	}
	if all := stderr.String() + string(out); strings.Contains(all, service.Key) || !strings.Contains(all, `"tool":"chat"`) {
		t.Errorf("the key shows, or debug mode logged no call: %s", all)
	}
	for _, r := range s.Requests() {
		if r.Key != service.Key {
			t.Errorf("%s carried key %q", r.Path, r.Key)
		}
	}
}

func TestCancellingAChatOverStdioClosesTheUpstreamRequest(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	streaming, closed := make(chan struct{}), make(chan struct{})
	s.Override["/api/chat/completions"] = func(w http.ResponseWriter, r *http.Request) {
		service.Stream(w, service.Metadata, service.Delta("A refund "))
		close(streaming)
		<-r.Context().Done()
		close(closed)
	}
	cmd := command(t, t.TempDir(), serviceEnv(s))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		if _, err := io.WriteString(in, text); err != nil {
			t.Error(err)
		}
	}
	write(hello + toolCall(1, "chat", askPayments))
	await(t, streaming)
	write(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}` + "\n")
	await(t, closed)
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if _, answered := replies(t, &out)[1]; answered {
		t.Error("a cancelled call was answered")
	}
}

func TestCommandsAndTheirExitCodes(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	repo := checkout(t)
	for _, x := range []struct {
		args string
		env  []string
		code int
		want string
	}{
		{"version", nil, 0, "codealive-mcp dev ("},
		{"tools", nil, 0, "--question (string, required)"},
		{"help", nil, 0, "codealive-mcp call TOOL"},
		{"--version", nil, 0, "codealive-mcp dev ("},
		{"call --help", nil, 0, "call TOOL --help"},
		{"--local " + filepath.Join(repo, "gone"), nil, 2, "cannot be opened"},
		{"call chat --help", nil, 0, "--conversation_id"},
		{"call semantic_search --question refund --local " + repo, nil, 0, "ledger/post.go:4-6"},
		{"call semantic_search --data-sources payments-api --question refund --json", serviceEnv(s)[:2], 0, `"type": "text"`},
		{"call get_data_sources", append(serviceEnv(s)[:2:2], "TRANSPORT_MODE=http"), 0, "payments-api"},
		{"call semantic_search --data-sources nowhere --question refund", serviceEnv(s)[:2], 1, "No data source is called nowhere."},
		{"call semantic_search --question refund", serviceEnv(s)[:2], 1, "choose from payments-api, web-shop, checkout"},
		{"call semantic_search --question refund", []string{"CODEALIVE_API_KEY=${KEY}"}, 1, "did not expand"},
		{"call chat", nil, 1, "question is missing"},
		{"call serch", nil, 2, `unknown tool "serch"`},
		{"call", nil, 2, "call needs a tool"},
		{"serve-me", nil, 2, `unknown command "serve-me"`},
		{"--nope", nil, 2, "nope"},
		{"tools extra", nil, 2, `unexpected "extra"`},
		{"--transport http --host nowhere.invalid", nil, 2, "--host"},
		{"--transport http --host 0.0.0.0 --port 0 --local " + repo, nil, 2, "set CODEALIVE_ENGINE_KEY"},
		{"engine --help", nil, 0, "CODEALIVE_API_KEY=the key in CODEALIVE_ENGINE_KEY"},
		{"engine", nil, 2, "name one with --local DIR"},
		{"engine --local " + filepath.Join(repo, "gone"), nil, 2, "cannot be opened"},
		{"engine --listen nowhere --local " + repo, nil, 2, "--listen"},
		{"engine --listen :0 --local " + repo, nil, 2, "set CODEALIVE_ENGINE_KEY"},
		{"engine --listen 127.0.0.1:0 --llm-base-url localhost:11434 --llm-model m --local " + repo, nil, 2, "CODEALIVE_LLM_BASE_URL"},
		{"--llm-model m", nil, 2, "CODEALIVE_LLM_BASE_URL"},
		{"call get_data_sources --llm-model m --llm-base-url http://localhost", serviceEnv(s)[:2], 0, "is not used"},
		{"--base-url code.example.com", nil, 2, "CODEALIVE_BASE_URL"},
		{"", []string{"CODEALIVE_TOOL_TIMEOUT=soon"}, 2, "CODEALIVE_TOOL_TIMEOUT"},
		{"--tools semantic_serch", nil, 2, "did you mean semantic_search?"},
		{"--exclude-tools chat,no_such", nil, 2, `no tool "no_such"`},
		{"--api v3", nil, 2, "CODEALIVE_API (--api) must be auto, rest or tools"},
		{"call get_data_sources --api tools --local " + repo, nil, 0, "1 data source."},
		{"call get_data_sources --structured --json --local " + repo, nil, 0, `"structuredContent"`},
		{"tools --tools chat,read_file", nil, 0, "read_file"},
		{"--local /x call chat", nil, 2, "a command comes first"},
		{"--local / call", nil, 2, "unexpected"},
		{"call get_data_sources --local /", nil, 2, "root of the file system"},
		{"call chat --exclude-tools chat --question q --local " + repo, nil, 1, "not found"},
		{"--ca-file /nowhere", []string{"CODEALIVE_API_KEY=k"}, 2, "CODEALIVE_CA_FILE"},
	} {
		cmd := command(t, t.TempDir(), x.env, strings.Fields(x.args)...)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != x.code || !strings.Contains(string(out), x.want) {
			t.Errorf("%q exits %d, want %d with %q: %s", x.args, code, x.code, x.want, out)
		}
	}
}

// Code that is not ours, in a folder without .git: the SDK in the module cache.
func TestSearchOfTheSDKFindsItsRebindingProtection(t *testing.T) {
	dir, err := exec.CommandContext(context.Background(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/mark3labs/mcp-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, t.TempDir(), nil, "call", "semantic_search", "--local", strings.TrimSpace(string(dir)), "--question", "protect a localhost server from DNS rebinding")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(out), "\n4. ")
	if !found || !strings.Contains(before, "server/http_localhost.go:") {
		t.Errorf("not among the first three: %s", out)
	}
}

func TestWhatAServiceSendsUnaskedIsNotShown(t *testing.T) {
	working := service.New()
	t.Cleanup(working.Close)
	s, err := faults.Start(working.Config.Handler, func(int) faults.Fault {
		return func(x *faults.Exchange) {
			x.Send(x.Answer.With("Content-Length", fmt.Sprint(len(x.Answer.Body))).Saying(string(x.Answer.Body) + "func secret() {}"))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	cmd := command(t, t.TempDir(), []string{"CODEALIVE_API_KEY=" + service.Key, "CODEALIVE_BASE_URL=" + s.URL, "DEBUG_MODE=true"}, "call", "get_data_sources")
	var out, logs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &logs
	if err := cmd.Run(); err != nil || !strings.Contains(out.String(), "payments-api") || strings.Contains(logs.String(), "secret") {
		t.Errorf("%v: %s\n%s", err, out.String(), logs.String())
	}
}
