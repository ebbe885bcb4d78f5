package loopback

import (
	"net"
	"testing"
)

func TestHost(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.9.9.9:80": true, "localhost": true, "LOCALHOST.:8787": true, "[::1]:8787": true, "[::ffff:127.0.0.1]": true,
		"": false, "evil.example.com": false, "localhost.example.com": false, "127.0.0.1.example.com": false, "0.0.0.0": false, "10.0.0.7:80": false,
		"localhost@evil.example.com": false, "evil.example.com/localhost": false, "127.1": false, "[::]": false, "localhost:x": false,
	} {
		if Host(host) != want {
			t.Errorf("%q is taken for loopback: %v", host, !want)
		}
	}
}

func TestAddr(t *testing.T) {
	for text, want := range map[string]bool{"127.0.0.1": true, "::1": true, "::": false, "0.0.0.0": false, "192.0.2.1": false} {
		if Addr(&net.TCPAddr{IP: net.ParseIP(text)}) != want {
			t.Errorf("%s is taken for loopback: %v", text, !want)
		}
	}
	if Addr(&net.TCPAddr{}) || Addr(&net.UnixAddr{Name: "x"}) {
		t.Error("all addresses are taken for loopback")
	}
}
