package transport

import (
	"cmp"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// clientState is what the SDK tells a session about its client.
type clientState struct {
	mu       sync.Mutex
	level    mcp.LoggingLevel
	client   mcp.Implementation
	can      mcp.ClientCapabilities
	protocol string
}

func (s *clientState) SetLogLevel(level mcp.LoggingLevel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.level = level
}

// GetLogLevel is info until the client has set another. Over HTTP that is always
// so: a stateless server forgets with each request what it was told.
func (s *clientState) GetLogLevel() mcp.LoggingLevel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cmp.Or(s.level, mcp.LoggingLevelInfo)
}

func (s *clientState) SetClientInfo(client mcp.Implementation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client = client
}

func (s *clientState) GetClientInfo() mcp.Implementation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.client
}

func (s *clientState) SetClientCapabilities(can mcp.ClientCapabilities) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.can = can
}

func (s *clientState) GetClientCapabilities() mcp.ClientCapabilities {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.can
}

// SetProtocolVersion is called by the SDK, through an interface of its own,
// when initialize has settled the version.
func (s *clientState) SetProtocolVersion(version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.protocol = version
}

func (s *clientState) ProtocolVersion() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.protocol
}
