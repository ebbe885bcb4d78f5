package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/cli"
	"github.com/codealive-mcp/codealive-mcp/tools"
	"github.com/codealive-mcp/codealive-mcp/transport"
)

// example is one worked call of a tool over the project in testdata.
type example struct {
	about string
	args  []string // as on the command line
}

const post = "local/payments-api::internal/ledger/post.go::Ledger.Post(ctx context.Context, e Entry)"

var examples = map[string]example{
	"get_data_sources":           {"What can be searched.", nil},
	"semantic_search":            {"Where something happens, in your own words.", []string{"--question", "where is a refund booked", "--extensions", ".go", "--max-results", "3"}},
	"grep_search":                {"Where a name is used.", []string{"--query", "Append("}},
	"fetch_artifacts":            {"The code of a hit, and its nearest relations.", []string{"--identifiers", post}},
	"get_artifact_relationships": {"Who calls a method, and what it calls.", []string{"--identifier", post}},
	"get_file_tree":              {"What lies where.", []string{"--path", "internal"}},
	"read_file":                  {"Some lines of a file whose path is known.", []string{"--path", "internal/ledger/entry.go", "--start-line", "5", "--end-line", "9"}},
	"get_repository_ontology":    {"A first look.", nil},
	"get_artifact_query_schema":  {"What can be asked of the metadata.", []string{"--entity", "files"}},
	"query_artifact_metadata":    {"The largest files.", []string{"--statement", "SELECT path, lines FROM files ORDER BY lines DESC, path LIMIT 3"}},
	"chat":                       {"The evidence for a question; with a model, an answer.", []string{"--question", "How is an entry checked?"}},
}

const head = `# Tools

<!-- Written by go generate; do not edit. -->

Each tool with its arguments and one worked example. The examples were made by running the commands over the small project in
` + "`internal/docs/testdata/payments-api`" + ` (add ` + "`--local`" + ` and its path to repeat them), with the embedded engine; the CodeAlive
service answers in the same form.

Lists may be repeated flags. Every tool takes the current repository, or the only one there is, when no data source is named.
`

// renderTools makes the page. dir holds the project of the examples.
func renderTools(dir string) (string, error) {
	work, err := os.MkdirTemp("", "codealive-docs-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(work) }()
	// A copy, so that it is a project of its own and not a part of this checkout.
	if err := os.CopyFS(filepath.Join(work, "payments-api"), os.DirFS(filepath.Join(dir, "payments-api"))); err != nil {
		return "", err
	}
	// A search waits for the first index as long as it takes; a list of sources does not.
	if _, err := runExample(work, "semantic_search", examples["semantic_search"].args); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(head)
	for _, tool := range tools.All(tools.Options{}) {
		name := tool.Tool.Name
		x, ok := examples[name]
		if !ok {
			return "", fmt.Errorf("%s has no example", name)
		}
		text, err := runExample(work, name, x.args)
		if err != nil {
			return "", fmt.Errorf("example of %s: %w", name, err)
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n%s\n\n    codealive-mcp call %s%s\n\n%s\n", name, tool.Tool.Description, argumentTable(tool.Tool), x.about, name, shell(x.args), fenced(text))
	}
	return b.String(), nil
}

func argumentTable(tool mcp.Tool) string {
	args := cli.Arguments(tool)
	if len(args) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("| argument | type | meaning |\n|---|---|---|\n")
	for _, a := range args {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", a.Name, strings.Trim(a.Type, "()"), a.Help)
	}
	return b.String()
}

// shell is the command line of args.
func shell(args []string) string {
	var b strings.Builder
	for _, a := range args {
		if strings.ContainsAny(a, " ():*") {
			a = `"` + a + `"`
		}
		b.WriteString(" " + a)
	}
	return b.String()
}

// fenced puts a text in a fence longer than any in it.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + "\n" + fence
}

// random matches what differs from run to run: ids of conversations.
var random = regexp.MustCompile(`conversation_id: [0-9a-f]{24}`)

// runExample makes one call as the command does, over an engine of its own.
func runExample(work, name string, args []string) (string, error) {
	root := filepath.Join(work, "payments-api")
	log := slog.New(slog.DiscardHandler)
	e, err := engine.New(engine.Config{
		Roots: func() []string { return []string{root} }, CacheDir: filepath.Join(work, "cache"), FirstIndexWait: time.Minute, Log: log,
	})
	if err != nil {
		return "", err
	}
	t, stop := engine.InProcess(e)
	defer func() { _, _ = stop(), e.Close() }()
	base, err := codealive.ParseBaseURL("http://engine.local")
	if err != nil {
		return "", err
	}
	api := codealive.New(codealive.Options{BaseURL: base, Key: codealive.StaticKey("docs"), Transport: t})
	s := tools.NewServer("docs", tools.Options{API: api, Timeout: time.Minute, Log: log})
	call, err := cli.ParseCall(flag.NewFlagSet(name, flag.ContinueOnError), tools.All(tools.Options{}), append([]string{name}, args...))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	ok, err := call.Run(context.Background(), "docs", func(ctx context.Context, in io.Reader, out io.Writer) error {
		return transport.Stdio(ctx, s, in, out, log)
	}, &cli.Screen{Out: &out, Err: io.Discard})
	if err == nil && !ok {
		err = fmt.Errorf("it failed: %s", out.String())
	}
	return strings.TrimRight(random.ReplaceAllString(out.String(), "conversation_id: 65f0c1a2b3d4e5f6071829aa"), "\n"), err
}
