// Package loopback tells what only this machine can reach.
package loopback

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Addr reports whether a listener on a is out of reach for other machines.
func Addr(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// Name reports whether a host name, without a port, always means this machine.
func Name(name string) bool {
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Host does the same for the host of a URL or a Host header, which may have a port.
func Host(host string) bool {
	u, err := url.Parse("//" + host)
	return err == nil && u.Host == host && Name(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")))
}
