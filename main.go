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
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"

	"github.com/mark3labs/mcp-go/server"
	"github.com/sethvargo/go-envconfig"

	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/backend"
	"github.com/codealive-mcp/codealive-mcp/internal/cli"
	"github.com/codealive-mcp/codealive-mcp/internal/doctor"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/internal/workspace"
	"github.com/codealive-mcp/codealive-mcp/tools"
	"github.com/codealive-mcp/codealive-mcp/transport"
)

//go:generate go run ./internal/docs
//go:generate go run ./internal/notices

// What a release is built from, set by its linker. Other builds get commit and
// date from Go's own record, if they were made in a git checkout.
var (
	version = "dev"
	commit  string
	date    string
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1 // the tool or the transport failed, or doctor found a problem
	exitUsage   = 2 // a flag, argument or setting is wrong
)

func main() {
	log.SetOutput(io.Discard) // net/http shows there what a service sent unasked, which may be code
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
	var usage usageError
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

type usageError struct{ error }

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
			return usageError{err}
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
	return usageError{fmt.Errorf("unknown command %q; there are call, tools, engine, doctor, version and help", command)}
}

// usage prints help when it was asked for and marks any other error as the user's.
func (p *program) usage(fs *flag.FlagSet, command string, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		cli.Help(p.out, command, fs)
		return err
	}
	if err != nil {
		return usageError{err}
	}
	return nil
}

func (p *program) serve(ctx context.Context, flags envconfig.Lookuper) error {
	set, chosen, s, err := p.build(flags, slog.LevelInfo)
	if err != nil {
		return err
	}
	if set.Transport == settings.HTTP {
		return p.listen(ctx, set, chosen, s)
	}
	// A client that closed our output is an error to report, not a reason to be killed.
	signal.Ignore(syscall.SIGPIPE)
	if cli.IsTerminal(p.in) {
		fmt.Fprintln(p.err, "Serving MCP on standard input, for MCP clients. For people: codealive-mcp call semantic_search --question \"…\"")
	}
	return transport.Stdio(ctx, s, p.in, p.out, p.log)
}

// listen serves over HTTP until ctx ends.
func (p *program) listen(ctx context.Context, set settings.Settings, chosen settings.Backend, s *server.MCPServer) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(set.Host, fmt.Sprint(set.Port)))
	if err != nil {
		return usageError{fmt.Errorf("--host and --port (CODEALIVE_MCP_HOST, CODEALIVE_MCP_PORT): %w", err)}
	}
	if os.Getenv("GOGC") == "" {
		// The heap stays near 4 MiB, so that the default collects every few
		// calls: this takes a fifth off the processor time of a call.
		debug.SetGCPercent(400)
	}
	p.log.Info("serving MCP over HTTP", "url", fmt.Sprintf("http://%s/mcp", l.Addr()), "backend", chosen.Kind, "version", version)
	err = transport.HTTP(ctx, s, l, transport.HTTPOptions{
		AllowedHosts:   set.Hosts,
		AllowedOrigins: set.Origins,
		Local:          chosen.Kind == settings.EngineDirs,
		Key:            set.EngineKey.Reveal(),
		Version:        version,
		Commit:         cli.Commit(commit),
		Context:        structuredOnRequest,
		Log:            p.log,
	})
	if errors.Is(err, transport.ErrOpen) {
		return usageError{fmt.Errorf("%w; set CODEALIVE_ENGINE_KEY, or listen on 127.0.0.1 and allow no other host", err)}
	}
	return err
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
	if len(dirs) == 0 {
		return usageError{errors.New("no directory to serve: name one with --local DIR or CODEALIVE_LOCAL, or start in a git checkout")}
	}
	if err := backend.CheckDirs(dirs); err != nil {
		return usageError{err}
	}
	e, err := p.backend.Engine(func() []string { return dirs }, set.EngineKey.Reveal())
	if err != nil {
		return usageError{err}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return usageError{fmt.Errorf("--listen: %w", err)}
	}
	err = e.Serve(ctx, l, version)
	if errors.Is(err, engine.ErrOpen) {
		return usageError{fmt.Errorf("%w; set CODEALIVE_ENGINE_KEY, or listen on 127.0.0.1", err)}
	}
	return err
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
	if err := o.CheckNames(); err != nil {
		return o, usageError{err}
	}
	return o, nil
}

// structuredOnRequest lets a request ask for structured results.
func structuredOnRequest(ctx context.Context, h http.Header) context.Context {
	if asked, _ := strconv.ParseBool(h.Get("X-CodeAlive-Structured")); asked {
		return tools.WithStructured(ctx)
	}
	return ctx
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
		return set, usageError{err}
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
		return set, b, nil, usageError{err}
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
		return set, b, nil, usageError{err}
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
