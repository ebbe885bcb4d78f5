// Command codealive-mcp serves CodeAlive's code search to MCP clients.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/mark3labs/mcp-go/server"
	"github.com/sethvargo/go-envconfig"

	"github.com/codealive-mcp/codealive-mcp/internal/backend"
	"github.com/codealive-mcp/codealive-mcp/internal/cli"
	"github.com/codealive-mcp/codealive-mcp/internal/doctor"
	"github.com/codealive-mcp/codealive-mcp/internal/serve"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/internal/workspace"
	"github.com/codealive-mcp/codealive-mcp/tools"
	"github.com/codealive-mcp/codealive-mcp/transport"
)

//go:generate go run ./internal/docs
//go:generate go run ./internal/notices

// What a release is built from, set by its linker. Other builds get it from Go's
// own record, if there is one.
var (
	version = unknownVersion
	commit  string
	date    string
)

const unknownVersion = "dev"

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1 // the tool or the transport failed, or doctor found a problem
	exitUsage   = 2 // a flag, argument or setting is wrong
)

func main() {
	log.SetOutput(io.Discard) // net/http shows there what a service sent unasked, which may be code
	if version == unknownVersion {
		version = cli.Release(version)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := program{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is one run: its streams, and what it builds.
type program struct {
	in       io.Reader
	out, err io.Writer
	log      *slog.Logger
	backend  *backend.Builder // closed at the end
}

func (p *program) run(ctx context.Context, args []string) int {
	command := "serve"
	if len(args) == 1 && (args[0] == "--version" || args[0] == "-v") {
		args = []string{"version"}
	}
	if len(args) > 0 && len(args[0]) > 0 && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	err := p.command(ctx, command, args)
	if p.backend != nil {
		err = errors.Join(err, p.backend.Close())
	}
	var usage settings.UsageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintln(p.err, "codealive-mcp:", err)
		return exitUsage
	case errors.Is(err, errToolFailed), errors.Is(err, errUnhealthy): // its text is on the screen
	case errors.Is(err, context.Canceled):
		if command == "serve" {
			return exitOK // stopped by a signal, as hosts do
		}
	default:
		fmt.Fprintln(p.err, "codealive-mcp:", err)
	}
	return exitFailure
}

var (
	errToolFailed = errors.New("the tool failed")
	errUnhealthy  = errors.New("there are problems")
)

func (p *program) command(ctx context.Context, command string, args []string) error {
	fs := flag.NewFlagSet("codealive-mcp "+command, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors come back; only help is printed, by us
	flags := settings.Flags(fs)
	parse := func() error {
		err := fs.Parse(args)
		if err == nil && fs.NArg() > 0 {
			err = fmt.Errorf("unexpected %q; a command comes first, before the flags", fs.Arg(0))
		}
		return p.usage(fs, command, err)
	}
	switch command {
	case "serve":
		if err := parse(); err != nil {
			return err
		}
		return p.serve(ctx, flags)
	case "call":
		list := tools.All(tools.Options{})
		call, err := cli.ParseCall(fs, list, args)
		if errors.Is(err, flag.ErrHelp) {
			return errors.Join(err, cli.CallHelp(p.out, list, call.Tool))
		}
		if err := p.usage(fs, command, err); err != nil {
			return err
		}
		return p.call(ctx, flags, call)
	case "tools":
		if err := parse(); err != nil {
			return err
		}
		set, err := settings.Read(flags, envconfig.OsLookuper())
		if err != nil {
			return settings.Usage(err)
		}
		o, err := toolOptions(set)
		if err != nil {
			return err
		}
		return cli.Tools(p.out, o.Offered())
	case "engine":
		address := listenFlag(fs)
		if err := parse(); err != nil {
			return err
		}
		return p.serveEngine(ctx, flags, *address)
	case "doctor":
		asJSON := fs.Bool("json", false, "Print one JSON object, for programs and models.")
		if err := parse(); err != nil {
			return err
		}
		return p.doctor(ctx, flags, *asJSON)
	case "version":
		return cli.Version(p.out, version, commit, date)
	case "help":
		return p.usage(fs, "serve", flag.ErrHelp)
	}
	return settings.Usage(fmt.Errorf("unknown command %q; there are call, tools, engine, doctor, version and help", command))
}

// usage prints help when it was asked for and marks any other error as the user's.
func (p *program) usage(fs *flag.FlagSet, command string, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		cli.Help(p.out, command, fs)
		return err
	}
	return settings.Usage(err)
}

func (p *program) serve(ctx context.Context, flags envconfig.Lookuper) error {
	set, chosen, s, err := p.build(flags, slog.LevelInfo)
	if err != nil {
		return err
	}
	if set.Transport == settings.HTTP {
		return serve.MCP(ctx, s, set, chosen, serve.Build{Version: version, Commit: cli.Commit(commit)}, p.log)
	}
	// A client that closed our output is an error to report, not a reason to be killed.
	signal.Ignore(syscall.SIGPIPE)
	if cli.IsTerminal(p.in) {
		fmt.Fprintln(p.err, "Serving MCP on standard input, for MCP clients. For people: codealive-mcp call semantic_search --question \"…\"")
	}
	return transport.Stdio(ctx, s, p.in, p.out, p.log)
}

// listenFlag adds the flag that only the engine command has.
func listenFlag(fs *flag.FlagSet) *string {
	return fs.String("listen", "127.0.0.1:8787", "Address for the engine command to listen on; default 127.0.0.1:8787. Beyond loopback it needs --engine-key.")
}

// serveEngine serves the engine as a CodeAlive service until ctx ends.
func (p *program) serveEngine(ctx context.Context, flags envconfig.Lookuper, address string) error {
	set, err := p.settings(flags, slog.LevelInfo)
	if err != nil {
		return err
	}
	dirs := set.Local
	if len(dirs) == 0 {
		dirs = workspace.Discover(p.log).Dirs()
	}
	return serve.Engine(ctx, p.backend, dirs, address)
}

// doctor checks the settings and all that they lead to.
func (p *program) doctor(ctx context.Context, flags envconfig.Lookuper, asJSON bool) error {
	report := doctor.Run(ctx, doctor.Options{
		Flags: flags, Env: envconfig.OsLookuper(), Environ: os.Environ(), Version: version, Commit: cli.Commit(commit),
		CheckTools: func(set settings.Settings) error {
			_, err := toolOptions(set)
			return err
		},
	})
	show := report.Text
	if asJSON {
		show = report.JSON
	}
	if err := show(p.out); err != nil {
		return err
	}
	if !report.Healthy {
		return errUnhealthy
	}
	return ctx.Err()
}

// toolOptions are what the settings say of the tools.
func toolOptions(set settings.Settings) (tools.Options, error) {
	o := tools.Options{
		Generation: tools.Generation(set.API), Only: set.Tools, Except: set.NoTools,
		Structured: bool(set.Structured), Timeout: set.ToolTimeout,
	}
	return o, settings.Usage(o.CheckNames())
}

func (p *program) call(ctx context.Context, flags envconfig.Lookuper, call cli.Call) error {
	stdio := envconfig.MapLookuper(map[string]string{"TRANSPORT_MODE": settings.Stdio}) // a call is made on a pipe
	_, _, s, err := p.build(envconfig.MultiLookuper(stdio, flags), slog.LevelWarn)
	if err != nil {
		return err
	}
	serve := func(ctx context.Context, in io.Reader, out io.Writer) error {
		return transport.Stdio(ctx, s, in, out, p.log)
	}
	screen := &cli.Screen{Out: p.out, Err: p.err, Stream: cli.IsTerminal(p.out) && !call.JSON, Status: cli.IsTerminal(p.err)}
	ok, err := call.Run(ctx, version, serve, screen)
	if err == nil && !ok {
		err = errToolFailed
	}
	return err
}

// settings reads them all, and makes the log, which begins at level, and what builds the backend.
func (p *program) settings(flags envconfig.Lookuper, level slog.Level) (settings.Settings, error) {
	set, err := settings.Read(flags, envconfig.OsLookuper())
	if err != nil {
		return set, settings.Usage(err)
	}
	if set.Debug {
		level = slog.LevelDebug
	}
	p.log = cli.NewLogger(p.err, level)
	p.backend = &backend.Builder{Settings: set, Version: version, Log: p.log}
	return set, nil
}

// build puts the pieces together: settings, backend, client, tools.
func (p *program) build(flags envconfig.Lookuper, level slog.Level) (set settings.Settings, b settings.Backend, s *server.MCPServer, err error) {
	if set, err = p.settings(flags, level); err != nil {
		return set, b, nil, err
	}
	if b, err = set.Backend(); err != nil {
		return set, b, nil, settings.Usage(err)
	}
	if b.Warning != "" {
		p.log.Warn(b.Warning)
	}
	o, err := toolOptions(set)
	if err != nil {
		return set, b, nil, err
	}
	o.Log = p.log
	checkouts := workspace.Discover(p.log)
	if set.Transport == settings.Stdio { // over HTTP the clients are elsewhere
		o.Remotes = checkouts.Remotes
	}
	answers, err := p.backend.Choose(b, checkouts.Dirs)
	if err != nil {
		return set, b, nil, settings.Usage(err)
	}
	o.API, o.NoSources = answers.Client, answers.NoSources
	if answers.Budget {
		o.Quota = answers.Client
	}
	s = tools.NewServer(version, o)
	if o.Remotes != nil {
		checkouts.AskClient(s)
	}
	p.log.Debug("ready", "backend", b.Kind, "version", version)
	return set, b, s, nil
}
