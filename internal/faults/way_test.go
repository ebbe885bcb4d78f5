package faults_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

// wayFaults keep the request from the service, or send it elsewhere.
func wayFaults() []fault {
	return []fault{
		{name: "name that does not exist", place: unknownName,
			read: fails(lost, once5, 0, byConnection).tried(3), chat: fails(lost, once5, 0, byConnection).tried(1)},
		// A certificate and a scheme do not change by themselves.
		{name: "plain HTTP behind https", place: plainBehindHTTPS,
			read: fails(lost, no, 0, byConnection).tried(1), chat: fails(lost, no, 0, byConnection).tried(1)},
		{name: "certificate of an unknown authority", place: unknownAuthority,
			read: fails(lost, no, 0, byConnection).tried(1), chat: fails(lost, no, 0, byConnection).tried(1)},
		{name: "redirect to another host", do: redirect(http.StatusTemporaryRedirect, otherHost),
			read: fails(foreign, no, 1, byRedirect), chat: fails(foreign, no, 1, byRedirect)},
		{name: "redirect on the host that keeps the body (307)", moved: true, do: redirect(http.StatusTemporaryRedirect, samePlace), first: 1,
			read: answer(2), chat: answer(2), tool: answer(2)},
		{name: "redirect on the host that drops the body (302)", do: redirect(http.StatusFound, samePlace), first: 1,
			read: fails(foreign, no, 1, byRedirect), chat: fails(foreign, no, 1, byRedirect),
			but: map[string]outcome{"get_data_sources": answer(2), "semantic_search": answer(2), "grep_search": answer(2)}},
		{name: "redirect without end (307)", moved: true, do: redirect(http.StatusTemporaryRedirect, samePlace),
			read: fails(foreign, no, 6, byRedirect), chat: fails(foreign, no, 6, byRedirect), tool: fails(foreign, no, 6, byRedirect)},
		{name: "redirect to nowhere (302 without a place)", do: faults.Sending(faults.Answer{Status: http.StatusFound}),
			read: fails("error 302", no, 1, byService), chat: fails("error 302", no, 1, byService)},
	}
}

func redirect(status int, to func(*faults.Exchange) string) faults.Fault {
	return func(x *faults.Exchange) {
		x.Send(faults.Answer{Status: status}.With("Location", to(x)))
	}
}

func samePlace(x *faults.Exchange) string { return x.Request.URL.RequestURI() }

// otherHost is the same server by another name: a request that followed would count.
func otherHost(x *faults.Exchange) string {
	return "http://" + strings.Replace(x.Request.Host, "127.0.0.1", "localhost", 1) + x.Request.URL.RequestURI()
}

func plainBehindHTTPS(_ *testing.T, _ string, _ *http.Transport) (string, func()) {
	s := httptest.NewServer(http.NotFoundHandler())
	return strings.Replace(s.URL, "http:", "https:", 1), s.Close
}

func unknownAuthority(_ *testing.T, _ string, _ *http.Transport) (string, func()) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	return s.URL, s.Close
}

// unknownName asks a name server on loopback that knows no name at all.
func unknownName(t *testing.T, _ string, transport *http.Transport) (string, func()) {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		packet := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(packet)
			if err != nil {
				return
			}
			if n > 3 { // the question again, as an answer (80) with "no such name" (3)
				packet[2], packet[3] = packet[2]|0x80, 0x83
				_, _ = server.WriteTo(packet[:n], from)
			}
		}
	}()
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	transport.DialContext = (&net.Dialer{Resolver: resolver}).DialContext
	return "http://codealive.invalid", func() { _ = server.Close() }
}
