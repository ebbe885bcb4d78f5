package api

import (
	"fmt"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/answer"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	difyRoute = "/api/knowledge-retrieval/dify/retrieval"
	// Dify appends the last segment to the address that was entered, so this is
	// what it calls when that was the whole one.
	difyTwice = difyRoute + "/retrieval"

	maxRecord  = 16 << 10 // bytes of one record
	maxRecords = 1 << 20  // bytes of all: a language model reads them
	leastRoom  = 256      // bytes a record must find
)

// dify answers Dify's external knowledge API over one source.
func (s *Server) dify(c *call) {
	if c.r.ContentLength == 0 { // how Dify tries an address that is being added
		c.json(codealive.DifyResponse{Records: []codealive.DifyRecord{}})
		return
	}
	var in codealive.DifyRequest
	if !c.decode(&in) {
		return
	}
	query := strings.TrimSpace(in.Query)
	if query == "" {
		c.invalid("query", "must not be blank")
		return
	}
	top, least, ok := c.difySetting(in.Setting)
	if !ok {
		return
	}
	fits, within, limit, err := difyFilter(in.Condition, top)
	if err != nil {
		c.invalid("metadata_condition", err.Error())
		return
	}
	id := strings.TrimSpace(in.KnowledgeID)
	if id == "" {
		c.invalid("knowledge_id", "name or id of a data source expected")
		return
	}
	sources, err := s.choose([]string{id})
	if err != nil {
		c.fail(http.StatusNotFound, err.Error(), nil)
		return
	}
	hits, err := s.find(c, sources, rank.Parse(query, ""), within, limit)
	if err != nil {
		s.failed(c, err)
		return
	}
	res := codealive.DifyResponse{Records: []codealive.DifyRecord{}}
	room := maxRecords
	for _, h := range hits {
		if len(res.Records) == top || h.Score() < least || room < leastRoom {
			break
		}
		m := difyMetadata(h, sources[0])
		if !fits(m) {
			continue
		}
		content, ok := difyContent(h, m, min(room, maxRecord))
		if !ok {
			continue // the file has changed: these lines may be others by now
		}
		room -= len(content)
		res.Records = append(res.Records, codealive.DifyRecord{
			Content: content, Score: h.Score(), Title: safe.OneLine(path.Base(h.Path)), Metadata: m,
		})
	}
	c.json(res)
}

// difySetting is how many records are wanted and the least score of one, or
// answers what is wrong.
func (c *call) difySetting(in *codealive.DifySetting) (top int, least float64, ok bool) {
	top = defaultResults
	if in == nil {
		return top, 0, true
	}
	if in.TopK != nil {
		top = *in.TopK
	}
	if in.ScoreThreshold != nil {
		least = *in.ScoreThreshold
	}
	switch {
	case top < 1 || top > maxResults:
		c.invalid("retrieval_setting.top_k", fmt.Sprintf("a number from 1 to %d expected", maxResults))
	case least < 0 || least > 1:
		c.invalid("retrieval_setting.score_threshold", "a number from 0 to 1 expected")
	default:
		return top, least, true
	}
	return 0, 0, false
}

func difyMetadata(h answer.Evidence, src source) *codealive.DifyMetadata {
	r := result(h, []source{src})
	return &codealive.DifyMetadata{
		Path: h.Path, Description: h.About, FileExtension: path.Ext(h.Path),
		DataSourceID: src.id, DataSourceName: src.name, DataSourceType: r.DataSource.Type,
		ArtifactKind: strings.ToLower(r.Kind),
		StartLine:    h.First, StartCharacter: h.FirstCol, EndLine: h.Last, EndCharacter: h.LastCol,
	}
}

// difyContent is the lines of a hit, if they are still what was indexed. Those
// above the limit are left out, with a mark; the position ends before them.
func difyContent(h answer.Evidence, m *codealive.DifyMetadata, limit int) (string, bool) {
	lines, err := answer.Lines(h)
	if err != nil {
		return "", false
	}
	size, n := 0, 0
	for ; n < len(lines); n++ {
		lines[n] = strings.TrimSuffix(lines[n], "\r")
		if size += len(lines[n]) + 1; size > limit {
			break
		}
	}
	if n == len(lines) {
		return strings.Join(lines, "\n"), true
	}
	if n == 0 { // one endless line
		lines[0] = strings.ToValidUTF8(lines[0][:limit], "")
		n = 1
	}
	m.EndLine, m.EndCharacter = h.First+n-1, utf8.RuneCountInString(lines[n-1])
	return strings.Join(lines[:n], "\n") + "\n…", true
}

// difyProblem answers in the form of Dify's API, which knows five codes.
func difyProblem(c *call, status int, detail string, _ fields) {
	e := codealive.DifyError{Code: codealive.DifyInvalid, Message: detail}
	switch {
	case status == http.StatusUnauthorized:
		e.Code = codealive.DifyUnauthorized
	case status == http.StatusForbidden:
		e.Code = codealive.DifyForbidden
	case status == http.StatusNotFound:
		e.Code = codealive.DifyNotFound
	case status == http.StatusUnprocessableEntity, status >= 500: // nothing is indexed yet, or a fault
		e.Code = codealive.DifyInternal
	}
	c.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.Header().Set("X-Content-Type-Options", "nosniff")
	c.WriteHeader(status)
	_ = encode(c, e) // the client has gone
}
