package transport

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// stallTime is how long a client may leave its end of a response unread. A
// limit on the whole response would cut long streams.
const stallTime = time.Minute

var errReplied = errors.New("write response: the reply has been sent")

// stream is the response to one POST: plain JSON, unless something has to be
// sent before the reply. It writes for whoever holds its lock, so what was sent
// before the reply arrives before the reply.
type stream struct {
	w      http.ResponseWriter
	events bool // the client takes server-sent events

	mu      sync.Mutex
	begun   bool
	replied bool
	err     error // the first failed write
}

// takesEvents reports whether a client with these Accept headers does. One that
// says nothing takes all.
func takesEvents(accept []string) bool {
	list := strings.ToLower(strings.Join(accept, ","))
	return strings.TrimSpace(list) == "" || strings.Contains(list, "text/event-stream") ||
		strings.Contains(list, "text/*") || strings.Contains(list, "*/*")
}

// send writes a message, a line of JSON, ahead of the reply. For a client that
// does not take events it does nothing.
func (s *stream) send(line []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write("event: message\ndata: " + string(line) + "\n")
}

// beat writes something that means nothing, unless somebody is writing.
func (s *stream) beat() {
	if s.mu.TryLock() {
		defer s.mu.Unlock()
		_ = s.write(": still working\n\n")
	}
}

func (s *stream) write(event string) error {
	switch {
	case s.replied:
		return errReplied
	case !s.events:
		return nil
	}
	return s.put(event)
}

// reply ends the response with body, a line of JSON. The status is that of a
// response without events before it.
func (s *stream) reply(status int, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replied = true
	if s.begun {
		_ = s.put("event: message\ndata: " + string(body) + "\n")
		return
	}
	answer(s.limited(), status, body)
}

func (s *stream) put(event string) error {
	if s.err != nil {
		return s.err
	}
	if !s.begun {
		s.begun = true
		h := s.w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
		s.w.WriteHeader(http.StatusOK)
	}
	_, err := s.limited().Write([]byte(event))
	if err == nil {
		err = http.NewResponseController(s.w).Flush()
	}
	if err != nil {
		s.err = fmt.Errorf("write response: %w", err)
	}
	return s.err
}

// limited gives the writer for a write that may take stallTime. If it fails,
// net/http ends the context of the request.
func (s *stream) limited() http.ResponseWriter {
	// A connection can; a test's recorder need not.
	_ = http.NewResponseController(s.w).SetWriteDeadline(time.Now().Add(stallTime))
	return s.w
}
