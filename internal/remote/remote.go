// Package remote reads git remotes and compares them, however they are spelled.
package remote

import (
	"net/url"
	"path"
	"regexp"
	"strings"
)

// scpForm is user@host:path, which git takes for ssh.
var scpForm = regexp.MustCompile(`^(?:[^@/:]+@)?([^/:]+|\[[0-9a-fA-F:]+\]):([^/].*|/[^/].*)$`)

// Key is the same for all spellings of one repository's address: host and path
// in lower case, without scheme, user, port and .git. It is "" for what names
// no host, such as a local path. The port goes because ssh and https have
// different ones for the same repository.
func Key(address string) string {
	address = strings.TrimSpace(address)
	host, file := "", ""
	if u, err := url.Parse(address); err == nil && u.Host != "" && strings.Contains(address, "://") {
		host, file = u.Hostname(), u.Path
	} else if m := scpForm.FindStringSubmatch(address); m != nil && !strings.Contains(address, "://") && !drive(m[1]) {
		host, file = strings.Trim(m[1], "[]"), m[2]
	}
	host, file = strings.ToLower(host), strings.ToLower(file)
	// Both of x.git and x/.git, which is a checkout's own, stand for x.
	file = strings.Trim(strings.TrimSuffix(path.Clean("/"+file), ".git"), "/")
	if host == "" || file == "" {
		return ""
	}
	return strings.TrimSuffix(host, ".") + "/" + file
}

// drive tells C:\x and C:/x from a host called c.
func drive(host string) bool {
	return len(host) == 1
}
