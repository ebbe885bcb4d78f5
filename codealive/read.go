package codealive

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jellydator/ttlcache/v3"
)

// Cache says how long an answer is used again for an equal request of the same
// key; 0 means not at all. Equal requests under way at once share one answer.
// What failed is not kept, nor what the service could not answer in full, nor
// what it marks with Cache-Control: no-store.
type Cache struct {
	Sources time.Duration // lists of data sources
	Reads   time.Duration // searches, fetches and everything else but chat
}

// maxKept bounds what is kept for all keys together, in bytes. One answer may
// take an eighth of it.
const maxKept = 32 << 20

// entry stands for one request of one key. It cannot be made without the key.
type entry [sha256.Size]byte

// answer is a JSON answer of status 200. It may be shared: nothing changes it.
type answer struct {
	header http.Header
	body   []byte
	quota  Quota
}

// reads answers requests that have no effect.
type reads struct {
	cache Cache
	bound uint64 // bytes
	kept  *ttlcache.Cache[entry, answer]

	mu    sync.Mutex
	under map[entry]*flight // those under way
}

func newReads(c Cache, bound uint64) *reads {
	return &reads{
		cache: c,
		bound: bound,
		under: map[entry]*flight{},
		kept: ttlcache.New(
			ttlcache.WithDisableTouchOnHit[entry, answer](),
			ttlcache.WithMaxCost(bound, func(i ttlcache.CostItem[entry, answer]) uint64 { return i.Value.weight() }),
		),
	}
}

func (a answer) weight() uint64 {
	size := len(a.body) + 512 // for the rest
	for name, values := range a.header {
		size += len(name) + len(strings.Join(values, ""))
	}
	return uint64(size)
}

// entry is the place of an answer to r for the owner of key. The secret keeps
// keys from being guessed by who reads the memory of the process.
func (b *budgets) entry(key string, r request) (entry, error) {
	body, err := json.Marshal(r.body) // sorts the members of maps
	if err != nil {
		return entry{}, err
	}
	mac := hmac.New(sha256.New, b.secret[:])
	for _, part := range []string{key, r.method, r.path, r.query.Encode(), string(body)} {
		fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	return entry(mac.Sum(nil)), nil
}

// read answers a request: from memory, together with an equal one under way, or
// anew, which is the only way for one that costs. use decodes the answer and
// judges whether it is whole, so that it may be kept.
func (c *Client) read(ctx context.Context, r request, use func(answer) (whole bool, err error)) error {
	key, err := c.keyOf(ctx, r.op)
	if err != nil {
		return err
	}
	if c.reads == nil || r.costs() {
		got, err := c.get(ctx, r, key)
		if err == nil {
			_, err = use(got)
		}
		return cleaned(err, key)
	}
	e, err := c.budgets.entry(key, r)
	if err != nil {
		return &APIError{Kind: KindRequest, Op: r.op, err: err}
	}
	err = c.reads.share(ctx, r.op, e, func(ctx context.Context) (answer, error) {
		return c.get(ctx, r, key)
	}, func(got answer) error {
		whole, err := use(got)
		if err == nil && whole {
			c.reads.keep(e, got, r)
		}
		return cleaned(err, key)
	})
	return c.explained(err, key)
}

// keep keeps an answer for as long as the settings and the service allow.
func (s *reads) keep(e entry, a answer, r request) {
	ttl := s.cache.Reads
	if r.tool == "get_data_sources" {
		ttl = s.cache.Sources
	}
	if ttl <= 0 || a.weight() > s.bound/8 || strings.Contains(strings.ToLower(a.header.Get("Cache-Control")), "no-store") {
		return
	}
	s.kept.DeleteExpired()
	if s.kept.Has(e) { // where this answer comes from
		return
	}
	s.kept.Set(e, a, ttl)
}

// get sends a request and reads its answer, a few times if that fails in a
// passing way and costs nothing.
func (c *Client) get(ctx context.Context, r request, key string) (answer, error) {
	var got answer
	try := func() error {
		resp, err := c.do(ctx, r, key)
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return failed(ctx, r.op, err)
		}
		got = answer{resp.Header, body, parseQuota(resp.Header, time.Now())}
		return nil
	}
	var err error
	if r.costs() {
		err = try()
	} else {
		err = c.retry(ctx, r.op, try)
	}
	return got, err
}

// explained says of a call that ran out of time what it may have waited for. No
// two calls share such an error.
func (c *Client) explained(err error, key string) error {
	var api *APIError
	if errors.As(err, &api) && api.Kind == KindTimeout {
		if open, waiting := c.budgets.crowd(key); waiting > 0 {
			api.Detail = fmt.Sprintf("this key has %d requests under way and %d waiting for their turn", open, waiting)
		}
	}
	return err
}

// cleaned keeps the key out of an error's text.
func cleaned(err error, key string) error {
	var api *APIError
	if errors.As(err, &api) {
		api.clean(key)
	}
	return err
}
