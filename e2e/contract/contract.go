// Package contract checks HTTP traffic against the OpenAPI document of the
// CodeAlive API.
package contract

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/errors"
	"github.com/pb33f/libopenapi-validator/schema_validation"
	"github.com/pb33f/libopenapi/datamodel/high/base"
)

// Contract judges requests and responses.
type Contract struct {
	validator validator.Validator
	values    schema_validation.SchemaValidator
	schemas   map[string]*base.Schema
}

// The document allows any further member everywhere, because readers have to
// expect them. Writers are held to what it declares, but for these.
var undeclared = []string{
	"$.body.errors.*",         // by name of a request member
	"$.body.error",            // repeats a problem for readers of the older error format
	"$.body.dataSources",      // of a grep, as of a search by meaning
	"$.body.dataSources[*].*", // the state of the index, of which the document only knows that it is an object
	"$.body.dataSources[*].indexing.**",
	"$.body[*].indexing", // the same of each source of a list
	"$.body[*].indexing.**",
	"$.body.obj.**", // of a tool; the document knows few of its members
}

// Load reads an OpenAPI document.
func Load(file string) (*Contract, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	options := []config.Option{
		config.WithStrictMode(),
		config.WithStrictIgnorePaths(undeclared...),
		config.WithStrictIgnoredHeadersExtra("x-content-type-options", "x-accel-buffering", "www-authenticate",
			// sent with every call, but not listed for the oldest route
			"x-codealive-integration", "x-codealive-client", "x-codealive-tool", "x-codealive-progress"),
	}
	c := &Contract{
		validator: validator.NewValidatorFromV3Model(&model.Model, options...),
		values:    schema_validation.NewSchemaValidator(options...),
		schemas:   map[string]*base.Schema{},
	}
	for name, proxy := range model.Model.Components.Schemas.FromOldest() {
		schema, err := proxy.BuildSchema()
		if err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
		c.schemas[name] = schema
	}
	return c, nil
}

// Request gives what is wrong with a request.
func (c *Contract) Request(r *http.Request, body []byte) []string {
	_, found := c.validator.ValidateHttpRequestSync(withBody(r, body))
	return sentences(found)
}

// Response gives what is wrong with the answer to r.
func (c *Contract) Response(r *http.Request, status int, header http.Header, body []byte) []string {
	response := &http.Response{
		StatusCode: status, Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	_, found := c.validator.ValidateHttpResponse(withBody(r, nil), response)
	problems := sentences(found)
	if status == http.StatusOK && strings.HasPrefix(header.Get("Content-Type"), "text/event-stream") {
		problems = append(problems, c.stream(body)...)
	}
	return problems
}

// withBody is r with its body unread.
func withBody(r *http.Request, body []byte) *http.Request {
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}

func sentences(found []*errors.ValidationError) []string {
	var out []string
	for _, e := range found {
		text := e.Message + ": " + e.Reason
		for _, s := range e.SchemaValidationErrors {
			text += "; " + s.FieldPath + " " + s.Reason
		}
		out = append(out, text)
	}
	return out
}
