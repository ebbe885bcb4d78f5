module github.com/codealive-mcp/codealive-mcp/engine/bench/symbols

go 1.26.0

require github.com/codealive-mcp/codealive-mcp v0.0.0-00010101000000-000000000000

require (
	github.com/bmatcuk/doublestar/v4 v4.10.4 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.41.0 // indirect
)

replace github.com/codealive-mcp/codealive-mcp => ../..
