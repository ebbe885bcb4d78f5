package transport

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// caller is the session of one HTTP request: nothing of it remains afterwards.
type caller struct {
	clientState
	id   string
	out  *stream
	asks *asks
	log  *slog.Logger

	queue chan mcp.JSONRPCNotification // filled by the SDK, which never waits
	stop  chan struct{}
	done  chan struct{} // closed when the queue is written

	filterMu     sync.Mutex
	subscription json.RawMessage // the id of the request that listens, if this one does
	filter       mcp.SubscriptionFilter
}

var (
	_ server.SessionWithClientInfo         = (*caller)(nil)
	_ server.SessionWithLogging            = (*caller)(nil)
	_ server.SessionWithProtocolVersion    = (*caller)(nil)
	_ server.SessionWithSubscriptionFilter = (*caller)(nil)
)

func newCaller(id string, out *stream, a *asks, log *slog.Logger) *caller {
	return &caller{
		id: id, out: out, asks: a, log: log,
		queue: make(chan mcp.JSONRPCNotification, maxQueued),
		stop:  make(chan struct{}),
		done:  make(chan struct{}),
	}
}

// callerID is what the SDK finds the calls to cancel by. It is the same only
// for requests with the same session id and the same key, so nobody can cancel
// another's calls: not with a guessed request id, not with a stolen session id.
// Requests without a session id have nothing in common.
func callerID(session, key string) string {
	if session == "" {
		return rand.Text()
	}
	sum := sha256.Sum256([]byte(session + "\x00" + key))
	return hex.EncodeToString(sum[:])
}

func (c *caller) SessionID() string { return c.id }
func (c *caller) Initialize()       {}
func (c *caller) Initialized() bool { return true }

func (c *caller) NotificationChannel() chan<- mcp.JSONRPCNotification { return c.queue }

// Notify sends a notification and returns when it is written.
func (c *caller) Notify(method string, params map[string]any) error {
	line, err := encode(outgoing{JSONRPC: mcp.JSONRPC_VERSION, Method: method, Params: params})
	if err != nil {
		return fmt.Errorf("encode %s: %w", method, err)
	}
	return c.out.send(line)
}

// attend writes what the SDK queues, and a sign of life in every quiet time,
// until close.
func (c *caller) attend() {
	defer close(c.done)
	tick := time.NewTicker(quietTime)
	defer tick.Stop()
	for {
		select {
		case n := <-c.queue:
			c.forward(n)
		case <-tick.C:
			c.out.beat()
		case <-c.stop:
			for range len(c.queue) {
				c.forward(<-c.queue)
			}
			return
		}
	}
}

// close returns when all that was queued is written.
func (c *caller) close() {
	close(c.stop)
	<-c.done
}

func (c *caller) forward(n mcp.JSONRPCNotification) {
	if c.subscription != nil {
		// Others get the same map.
		n.Params.Meta = maps.Clone(n.Params.Meta)
		if n.Params.Meta == nil {
			n.Params.Meta = make(map[string]any)
		}
		n.Params.Meta[mcp.MetaKeySubscriptionID] = c.subscription
	}
	line, err := encode(n)
	if err != nil {
		c.log.Error("a notification cannot be encoded", "method", n.Method, "error", err)
		return
	}
	_ = c.out.send(line) // a failure ends the context
}

// SetSubscriptionFilter is called by the SDK when it serves subscriptions/listen.
func (c *caller) SetSubscriptionFilter(filter mcp.SubscriptionFilter) {
	c.filterMu.Lock()
	defer c.filterMu.Unlock()
	c.filter = filter
}

// SubscriptionFilter is what this caller wants of what all are told.
func (c *caller) SubscriptionFilter() (mcp.SubscriptionFilter, bool) {
	c.filterMu.Lock()
	defer c.filterMu.Unlock()
	return c.filter, c.subscription != nil
}
