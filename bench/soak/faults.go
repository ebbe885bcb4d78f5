package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// fault breaks an answer.
type fault struct {
	send func(w http.ResponseWriter, r *http.Request, a reply)
	wait bool // it asks the caller to wait
}

func status(code int, body string, headers ...string) fault {
	return fault{wait: len(headers) > 0, send: func(w http.ResponseWriter, _ *http.Request, _ reply) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}}
}

const problem = `{"title":"Broken","status":500,"detail":"It is broken.","requestId":"0HN:1"}`

// faults are those of any answer.
var faults = []fault{
	status(500, problem), status(502, "<html>bad gateway</html>"), status(503, ""), status(504, problem),
	status(503, "", "Retry-After", "1"), status(429, problem, "Retry-After", "1"), status(429, ""),
	status(200, "<html>hello</html>"), status(200, ""), status(200, "null"), status(200, `{"error":"broken"}`),
	status(500, `{"type":"https://app.codealive.ai/errors/provider-capacity-exhausted","status":500,"retryable":false}`),
	reset(0), reset(0.5), cut(0.5), cut(0.9), stall(0), stall(0.5),
}

// streamFaults are those of a chat that has begun.
var streamFaults = []fault{
	event("event: error\ndata: {\"title\":\"Broken\",\"status\":500}\n\n"),
	event("data: {\"event\":\"error\",\"message\":\"broken\"}\n\n"),
	cut(0.7), reset(0.7), stall(0.7),
}

// part sends the begin of an answer that promised more.
func part(w http.ResponseWriter, a reply, share float64) {
	if share > 0 {
		w.Header().Set("Content-Length", fmt.Sprint(len(a.body)))
		reply{a.body[:int(share*float64(len(a.body)))], a.stream}.send(w)
		_ = http.NewResponseController(w).Flush()
	}
}

// reset breaks the connection, after a share of the answer.
func reset(share float64) fault {
	return fault{send: func(w http.ResponseWriter, _ *http.Request, a reply) {
		part(w, a, share)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}}
}

// cut ends the connection in the middle.
func cut(share float64) fault {
	return fault{send: func(w http.ResponseWriter, _ *http.Request, a reply) {
		part(w, a, share)
		panic(http.ErrAbortHandler)
	}}
}

// stall sends nothing more until the caller gives up.
func stall(share float64) fault {
	return fault{send: func(w http.ResponseWriter, r *http.Request, a reply) {
		part(w, a, share)
		<-r.Context().Done()
	}}
}

// event puts an error between the first half of the answer and the second.
func event(frame string) fault {
	return fault{send: func(w http.ResponseWriter, _ *http.Request, a reply) {
		half := strings.Index(a.body[len(a.body)/2:], "\n\n") + len(a.body)/2 + 2
		reply{a.body[:half] + frame + a.body[half:], true}.send(w)
	}}
}
