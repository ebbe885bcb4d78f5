package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/codealive-mcp/codealive-mcp/internal/loopback"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

func noHTTP(e *exam) string {
	if e.set.Transport == settings.HTTP {
		return ""
	}
	return "TRANSPORT_MODE is stdio: the MCP client starts the server"
}

// listen tries the address of the server, and leaves it at once.
func listen(ctx context.Context, e *exam) []Finding {
	at := net.JoinHostPort(e.set.Host, fmt.Sprint(e.set.Port))
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", at)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return problem(fmt.Sprintf("cannot listen on %s: %v", at, err),
			"if that is this server at work, all is well; else set CODEALIVE_MCP_PORT (--port) to a free port above 1023, and CODEALIVE_MCP_HOST (--host) to an address of this machine")
	}
	if err := l.Close(); err != nil {
		return warning(fmt.Sprintf("%s: %v", at, err), "run doctor again")
	}
	return ok(at + " is free")
}

// access says who may call, and with what key.
func access(_ context.Context, e *exam) []Finding {
	addr, err := net.ResolveTCPAddr("tcp", net.JoinHostPort(e.set.Host, "0"))
	if err != nil {
		return skipped("listen has a problem")
	}
	only := loopback.Addr(addr) // this machine can reach it
	open := !only || len(e.set.Hosts) > 0
	switch local := e.backend.Kind == settings.EngineDirs; {
	case local && open && e.set.EngineKey == "":
		return problem("the server refuses to start: other machines could read the code without a key", "set CODEALIVE_ENGINE_KEY, or set CODEALIVE_MCP_HOST to 127.0.0.1 and remove CODEALIVE_MCP_ALLOWED_HOSTS")
	case !only && len(e.set.Hosts) == 0:
		return warning("requests by address work, those by a host name are refused", "set CODEALIVE_MCP_ALLOWED_HOSTS (--allowed-host) to the name that clients use")
	case local && e.set.EngineKey != "":
		return ok("requests need the key in CODEALIVE_ENGINE_KEY, as Authorization: Bearer")
	case local:
		return ok("for this machine only, without a key")
	}
	return ok("every request brings its own CodeAlive key, as Authorization: Bearer")
}
