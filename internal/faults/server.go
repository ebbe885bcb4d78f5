// Package faults plays a service whose answers break on the way. Its server
// stands on loopback in front of a working service, and does to each answer
// what a test says, on the raw connection.
package faults

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// Fault answers one request, or fails to. What it leaves open stays open for
// the next request.
type Fault func(*Exchange)

// Server breaks the answers of a service.
type Server struct {
	URL string

	service  http.Handler
	broken   func(n int) Fault
	listener net.Listener
	serving  sync.WaitGroup
	ended    chan struct{} // gets a value when a connection has ended

	mu       sync.Mutex
	closed   bool
	open     map[net.Conn]bool
	requests []string
}

// Start listens on loopback. broken chooses the fault of the n-th request,
// counted from 0; nil passes the service's answer on. The caller closes the server.
func Start(service http.Handler, broken func(n int) Fault) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL:     "http://" + listener.Addr().String(),
		service: service, broken: broken, listener: listener,
		open: map[net.Conn]bool{}, ended: make(chan struct{}, 1),
	}
	s.serving.Go(s.accept)
	return s, nil
}

// Close breaks what is open and waits until nothing runs any more.
func (s *Server) Close() {
	_ = s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.serving.Wait()
}

// Left counts the connections that are open still after so long.
func (s *Server) Left(patience time.Duration) int {
	late := time.After(patience)
	for {
		s.mu.Lock()
		left := len(s.open)
		s.mu.Unlock()
		if left == 0 {
			return 0
		}
		select {
		case <-s.ended:
		case <-late:
			return left
		}
	}
}

// Requests are those received whole so far, as method and path.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.closed {
			_ = conn.Close()
		} else {
			s.open[conn] = true
			s.serving.Go(func() { s.serve(conn.(*net.TCPConn)) })
		}
		s.mu.Unlock()
	}
}

func (s *Server) serve(conn *net.TCPConn) {
	defer func() {
		_ = conn.Close()
		s.mu.Lock()
		delete(s.open, conn)
		s.mu.Unlock()
		select {
		case s.ended <- struct{}{}:
		default:
		}
	}()
	in := bufio.NewReader(conn)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s.mu.Lock()
		n := len(s.requests)
		s.requests = append(s.requests, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		x := &Exchange{Request: r, Answer: s.answer(r, body), conn: conn, in: in}
		fault := s.broken(n)
		if fault == nil {
			fault = Pass
		}
		fault(x)
		if x.ended {
			return
		}
	}
}

// answer is what the working service says.
func (s *Server) answer(r *http.Request, body []byte) Answer {
	r.Body = io.NopCloser(bytes.NewReader(body))
	got := httptest.NewRecorder()
	s.service.ServeHTTP(got, r)
	return Answer{Status: got.Code, Header: got.Header(), Body: got.Body.Bytes()}
}
