package cli

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/mark3labs/mcp-go/server"
)

const commands = `Usage:
  codealive-mcp [flags]                 serve MCP on standard input and output; MCP clients start this
  codealive-mcp --transport http        serve MCP over HTTP, at /mcp and /api
  codealive-mcp call TOOL [--arg …]     make one tool call; --json prints the raw result
  codealive-mcp tools                   list the tools with their arguments
  codealive-mcp engine --listen ADDR    serve the embedded engine to others, as a CodeAlive service
  codealive-mcp doctor                  find out why the server does not work; --json for programs
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

const doctorUsage = `Usage:
  codealive-mcp doctor [--json] [flags]

Checks what the server would run into with the same environment and flags:
settings, network, certificate, key and quota of the service, or directories,
cache and indexes of the embedded engine. Run it as the MCP client runs the
server, with the variables of its entry. It changes nothing, makes at most two
calls with the key, and never prints a secret. It exits with 0 when nothing is
a problem, 1 when something is and 2 when the command line is wrong.

Flags, which win over the environment:
`

// Help prints the commands and the flags of one of them.
func Help(out io.Writer, command string, fs *flag.FlagSet) {
	switch command {
	case "engine":
		fmt.Fprint(out, engineUsage)
	case "doctor":
		fmt.Fprint(out, doctorUsage)
	default:
		fmt.Fprint(out, commands)
	}
	fs.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(out, "  --%-17s %s\n", f.Name, strings.TrimSpace(f.Usage))
	})
}

// CallHelp prints how to call a tool, or with "" which tools there are.
func CallHelp(out io.Writer, list []server.ServerTool, tool string) error {
	fmt.Fprint(out, "Usage:\n  codealive-mcp call TOOL [--arg value …] [--json] [flags]\n\n")
	for _, t := range list {
		switch tool {
		case "":
			fmt.Fprintf(out, "  %-27s %s\n", t.Tool.Name, t.Tool.Annotations.Title)
		case t.Tool.Name:
			if err := Tools(out, []server.ServerTool{t}); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprint(out, "\n--json prints the raw result. call TOOL --help tells a tool's arguments, codealive-mcp --help the flags.\n")
	return err
}

// Version prints the version, the commit and its date, and the Go version.
// Commit and date are what the linker was given, "" for Go's own record.
func Version(out io.Writer, version, commit, date string) error {
	from := cmp.Or(Commit(commit), "unknown commit")
	if date = cmp.Or(date, recorded("vcs.time")); date != "" {
		from += " of " + date
	}
	_, err := fmt.Fprintf(out, "codealive-mcp %s (%s, %s %s/%s)\n", version, from, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// Release is the version that Go's own record gives, as of a build by go install
// or in a git checkout; without one it is the version given.
func Release(version string) string {
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(info.Main.Version, "v") {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return version
}

// Commit is what the program was built from: the one the linker was given, or
// else Go's own record of it, "" if the build did not say.
func Commit(linked string) string {
	return cmp.Or(linked, recorded("vcs.revision"))
}

func recorded(key string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
