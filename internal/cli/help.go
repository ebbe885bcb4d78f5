package cli

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

const commands = `Usage:
  codealive-mcp [flags]                 serve MCP on standard input and output; MCP clients start this
  codealive-mcp --transport http        serve MCP over HTTP, at /mcp and /api
  codealive-mcp call TOOL [--arg …]     make one tool call; --json prints the raw result
  codealive-mcp tools                   list the tools with their arguments
  codealive-mcp engine --listen ADDR    serve the embedded engine to others, as a CodeAlive service
  codealive-mcp version                 print the version

Flags, which win over the environment:
`

const engineUsage = `Usage:
  codealive-mcp engine [--listen ADDR] [--local DIR …] [flags]

Serves the embedded engine over the named directories, or else the checkout
around the working directory, with the REST API of the CodeAlive service.
Clients use it with

  CODEALIVE_BASE_URL=http://ADDR
  CODEALIVE_API_KEY=the key in CODEALIVE_ENGINE_KEY

On loopback the engine needs no key; clients still want one and may send any.

Flags, which win over the environment:
`

// Help prints the commands and the flags of one of them.
func Help(out io.Writer, command string, fs *flag.FlagSet) {
	switch command {
	case "call":
		fmt.Fprintln(out, "Usage:\n  codealive-mcp call TOOL [--arg value …] [flags]\n  codealive-mcp call TOOL --help\n\nArguments and flags:")
	case "engine":
		fmt.Fprint(out, engineUsage)
	default:
		fmt.Fprint(out, commands)
	}
	fs.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(out, "  --%-17s %s\n", f.Name, strings.TrimSpace(f.Usage))
	})
}

// Version prints the version, the commit it was built from and the Go version.
func Version(out io.Writer, version string) error {
	_, err := fmt.Fprintf(out, "codealive-mcp %s (%s, %s %s/%s)\n", version, cmp.Or(Commit(), "unknown commit"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// Commit is what the program was built from, "" if the build did not say.
func Commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
