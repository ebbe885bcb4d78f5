package transport

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

const (
	// maxCalls is how many tool calls run at once. They mostly wait for a
	// service; more of them would only wait there.
	maxCalls = 64

	// maxWaiting is how many more tool calls wait for their turn. A client that
	// is further ahead should hear of it instead of timing out.
	maxWaiting = 1000

	// maxOthers is how many other messages are served at once. They are quick:
	// this many pile up only when the client does not read its replies.
	maxOthers = 1000

	// codeBusy is in the range that JSON-RPC leaves to servers.
	codeBusy = -32010
)

var (
	errInUse    = refused{mcp.INVALID_REQUEST, "invalid request: a request with this id is still in flight"}
	errBusy     = refused{codeBusy, fmt.Sprintf("server busy: %d calls are running and %d are waiting; try again later", maxCalls, maxWaiting)}
	errFlood    = refused{codeBusy, fmt.Sprintf("server busy: %d requests are unanswered; read the replies and try again", maxOthers)}
	errStopping = refused{mcp.INTERNAL_ERROR, "not started: the server is stopping"}
)

// call is a request or a notification on its way through the server.
type call struct {
	message
	ctx       context.Context
	stop      context.CancelFunc
	cancelled bool          // by the client, who then wants no reply
	ended     chan struct{} // closed when all is done, the reply included
}

func newCall(ctx context.Context, m message) *call {
	ctx, stop := context.WithCancel(ctx)
	return &call{message: m, ctx: ctx, stop: stop, ended: make(chan struct{})}
}

// calls decides what runs, what waits and what is refused, and knows what is in
// flight. The read loop fills it, so that a cancellation finds even a call that
// has not started.
type calls struct {
	serve func(*call) // runs in a goroutine of its own and must settle the call

	mu       sync.Mutex
	inFlight map[string]*call // by the id's JSON text, in which 1 and "1" differ
	tools    int              // running tool calls
	others   int              // running others
	waiting  []*call          // tool calls, oldest first
	closed   bool
	all      sync.WaitGroup
}

// add starts k, or makes it wait, or says why not.
func (c *calls) add(k *call) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	isTool := k.Method == string(mcp.MethodToolsCall)
	switch {
	case c.closed:
		return errStopping
	case c.inFlight[string(k.ID)] != nil:
		return errInUse
	case isTool && c.tools == maxCalls && len(c.waiting) == maxWaiting:
		return errBusy
	case !isTool && c.others == maxOthers:
		return errFlood
	}
	if k.ID != nil {
		if c.inFlight == nil {
			c.inFlight = make(map[string]*call)
		}
		c.inFlight[string(k.ID)] = k
	}
	c.all.Add(1)
	switch {
	case !isTool:
		c.others++
		go c.run(k, c.endOther)
	case c.tools < maxCalls:
		c.tools++
		go c.run(k, c.endTool)
	default:
		c.waiting = append(c.waiting, k)
	}
	return nil
}

// run serves k and gives its place away.
func (c *calls) run(k *call, end func()) {
	defer c.all.Done()
	defer end()
	defer k.finish()
	c.serve(k)
}

func (k *call) finish() {
	k.stop()
	close(k.ended)
}

func (c *calls) endOther() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.others--
}

// endTool passes the place of a tool call that has ended to the next.
func (c *calls) endTool() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		c.tools--
		return
	}
	next := c.waiting[0]
	c.waiting = slices.Delete(c.waiting, 0, 1)
	go c.run(next, c.endTool)
}

// cancel stops the call with this id, if there is one.
func (c *calls) cancel(id []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.inFlight[string(id)]
	if k == nil {
		return
	}
	k.cancelled = true
	k.stop()
	if i := slices.Index(c.waiting, k); i >= 0 {
		c.waiting = slices.Delete(c.waiting, i, i+1)
		delete(c.inFlight, string(id))
		k.finish()
		c.all.Done()
	}
}

// settle frees the id of k, which the client may use again once it has the
// reply, and reports whether it wants one.
func (c *calls) settle(k *call) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k.ID != nil {
		delete(c.inFlight, string(k.ID))
	}
	return !k.cancelled
}

// close lets no more calls in. The channel is closed when those inside, the
// waiting ones too, have been answered.
func (c *calls) close() <-chan struct{} {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	empty := make(chan struct{})
	go func() {
		c.all.Wait()
		close(empty)
	}()
	return empty
}
