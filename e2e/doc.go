// Package e2e tests the built program from outside: with a client that is not
// ours, against the OpenAPI contract of the service, and with the official
// conformance suite and inspector of MCP. It is a module of its own, so that
// the product does not depend on what only these tests need.
//
//	npm ci && go test -timeout 5m ./...
package e2e
