package index

import (
	"context"
	"errors"
	"io/fs"
	"runtime/debug"
	"time"

	"github.com/zeebo/xxh3"
	"golang.org/x/sync/errgroup"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

const (
	scanners   = 2
	batchTime  = time.Second
	batchBytes = 16 << 20 // of source text in one commit
	racyWindow = 100 * time.Millisecond
)

// parsed is a file as a scanner hands it to the writer.
type parsed struct {
	store.File
	docs  []store.Doc
	words []store.Words
	links store.Links
	gone  bool
}

// remembered is how many changes to the files table are followed in memory.
// After more, as after a first index, all of it is read again.
const remembered = 1000

// write indexes what is lacking: two scanners feed one writer, which commits
// in batches so that a search sees what is already there.
func (s *Source) write(ctx context.Context, db *store.DB, tree *scan.Tree, w work) error {
	scan.ByInterest(w.changed)
	wr := writer{source: s, db: db, work: w, left: len(w.changed)}
	err := s.scan(ctx, tree, &wr)
	if err == nil && len(w.changed)+len(w.gone) <= remembered {
		for _, f := range w.gone {
			delete(s.known, f.Path)
		}
		for _, f := range wr.written {
			if s.known[f.Path] = f; f.ID == 0 {
				delete(s.known, f.Path)
			}
		}
		s.knownChange += wr.commits
		return nil
	}
	s.known = nil
	if err != nil {
		return err
	}
	return s.learn(ctx, db)
}

// scan runs the scanners and the writer.
func (s *Source) scan(ctx context.Context, tree *scan.Tree, wr *writer) error {
	w := wr.work
	g, ctx := errgroup.WithContext(ctx)
	jobs := make(chan scan.Entry)
	results := make(chan parsed, 4) // each may hold a few MiB
	g.Go(func() error {
		defer close(jobs)
		for _, e := range w.changed {
			select {
			case jobs <- e:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	var scanning errgroup.Group
	for range scanners {
		scanning.Go(func() error {
			p := parser{source: s, reader: tree.Reader(), words: terms.New()}
			defer p.reader.Close()
			for e := range jobs {
				select {
				case results <- p.parse(e, w.known[e.Path]):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(results)
		return scanning.Wait()
	})
	g.Go(func() error {
		err := wr.run(ctx, results)
		if wr.batch != nil {
			wr.batch.Rollback()
		}
		return err
	})
	return g.Wait()
}

type writer struct {
	source *Source
	db     *store.DB
	work   work
	batch  *store.Batch
	began  time.Time
	files  int   // in this batch
	bytes  int64 // of these files
	left   int   // files not yet dealt with

	commits int
	written []store.File // the first of them, as the index knows them now; without an ID those that are gone
}

func (w *writer) run(ctx context.Context, results <-chan parsed) error {
	for _, f := range w.work.gone {
		if err := w.begin(ctx); err != nil {
			return err
		}
		if err := w.batch.Drop(f.ID); err != nil {
			return err
		}
	}
	for p := range results {
		w.left--
		if err := w.take(ctx, p); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.batch == nil && w.work.settled {
		return nil
	}
	if err := w.begin(ctx); err != nil {
		return err
	}
	return w.commit(true)
}

// take writes one file, if there is anything to write.
func (w *writer) take(ctx context.Context, p parsed) error {
	known, ok := w.work.known[p.Path]
	same := ok && known.Hash == p.Hash
	if p.gone && !ok || same && !p.gone && known.Size == p.Size && known.MTime == p.MTime {
		return nil
	}
	err := w.begin(ctx)
	now := p.File
	switch {
	case err != nil:
	case p.gone:
		err = w.batch.Drop(known.ID)
	case same && p.Hash != 0:
		err = w.batch.Touch(known.ID, p.Size, p.MTime)
		now = known
		now.Size, now.MTime = p.Size, p.MTime
	default:
		err = w.batch.Put(p.File, p.docs, p.words, p.links)
		now.ID = w.batch.File()
	}
	if err != nil {
		return err
	}
	if len(w.written) < remembered {
		w.written = append(w.written, now)
	}
	w.files++
	w.bytes += p.Size
	if w.files >= w.source.pool.opts.Batch || w.bytes > batchBytes || time.Since(w.began) > batchTime {
		return w.commit(w.work.complete)
	}
	return nil
}

func (w *writer) begin(ctx context.Context) (err error) {
	if w.batch == nil {
		w.batch, err = w.db.Begin(ctx)
		w.began, w.files, w.bytes = time.Now(), 0, 0
	}
	return err
}

func (w *writer) commit(complete bool) error {
	if err := w.batch.Commit(w.work.total, complete); err != nil {
		return err
	}
	w.batch = nil
	w.commits++
	s := w.source
	s.update(func(st *State) {
		st.Done, st.Complete, st.Err = w.work.total-w.left, complete, nil
		st.Version.change++
	})
	if s.pool.opts.Commit != nil {
		s.pool.opts.Commit(s.State())
	}
	return nil
}

// parser is what one scanner works with.
type parser struct {
	source *Source
	reader *scan.Reader
	words  *terms.Splitter
	buf    []byte
}

// parse reads one file. What is not text is noted, so that it is read once only.
func (r *parser) parse(e scan.Entry, known store.File) (p parsed) {
	defer func() { // a file must not be able to end the process
		if cause := recover(); cause != nil {
			r.source.log.Error("splitting a file panicked", "path", e.Path, "panic", cause, "stack", string(debug.Stack()))
			p.docs, p.words, p.links = nil, nil, store.Links{}
		}
	}()
	now := time.Now()
	p = parsed{File: store.File{Path: e.Path, Lang: scan.Language(e.Path), Size: e.Size, MTime: e.MTime}}
	src, stat, err := r.reader.Read(e.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.gone = true
		return p
	case errors.Is(err, scan.ErrNotText):
		return p
	case err != nil: // may become readable without a trace in size or time
		p.MTime = 0
		return p
	}
	p.Size, p.MTime, p.Hash = stat.Size, stat.MTime, xxh3.Hash(src)
	// A second write within the clock's granularity would leave the same time.
	if age := now.Sub(time.Unix(0, stat.MTime)); -racyWindow < age && age < racyWindow {
		p.MTime = 0
	}
	if p.Hash == known.Hash || scan.Binary(src) {
		return p
	}
	p.Flags = int(scan.FlagsOf(e.Path, src))
	column := func(text string) string {
		r.buf = r.words.Append(r.buf[:0], text)
		return string(r.buf)
	}
	path := column(e.Path)
	docs, own := scan.SplitLinked(p.Lang, src)
	links := make([]link.Links, len(docs))
	for i, d := range docs {
		links[i] = d.Links
		p.docs = append(p.docs, store.Doc{
			Kind: d.Kind, Name: d.Name, Part: d.Part, About: d.About,
			First: d.Start, Last: d.End, FirstCol: d.StartCol, LastCol: d.EndCol, Bytes: d.To - d.From,
		})
		p.words = append(p.words, store.Words{
			Name: column(d.Declared()), Path: path, Sig: column(d.Sig), Body: column(d.Body(src)), Comments: column(d.Comment),
		})
		p.Lines = max(p.Lines, d.End)
	}
	if len(src) > 0 { // blank lines are lines as well
		p.Lines = max(p.Lines, 1)
	}
	p.links = store.Links{Text: link.Text(own, links), Terms: link.Terms(own, links)}
	return p
}
