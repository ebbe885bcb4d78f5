package symbols

import (
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// findImports reads all imports of the file, wherever they stand.
func (r *refs) findImports() {
	for i := 0; i < len(r.tokens); i++ {
		if r.kind(i) != word {
			continue
		}
		if n := r.imports(r, i, len(r.tokens)); n > i {
			r.brought[i] = n
			i = n - 1
		}
	}
}

// maxPath is the bytes of an import path.
const maxPath = 200

// module gives an import path its number.
func (r *refs) module(path string, i int) string {
	n, ok := r.paths[path]
	if !ok {
		n = len(r.paths)
		r.paths[path] = n
		r.linked.File.AddRef(link.Ref{Kind: link.Import, Qual: path, Line: r.line(i)})
	}
	return strconv.Itoa(n)
}

// maxImports is the number of imports of one file.
const maxImports = 1000

// bind lets a name stand for a member of a module, or for all of it.
func (r *refs) bind(alias, path, name string, i int) {
	if len(path) > maxPath || path == "" || strings.ContainsAny(path, "#\n\t ()[]{}<>,?") || len(r.paths) > maxImports || len(r.imported) > maxImports {
		return
	}
	if r.foreign(path) {
		if alias != "." {
			r.imported[alias] = r.outsideType(alias)
		}
		return
	}
	n := r.module(path, i)
	if alias == "." {
		r.star = true
		r.linked.File.AddRef(link.Ref{Kind: link.Import, Name: ".", Qual: path, Line: r.line(i)})
		return
	}
	r.linked.File.AddRef(link.Ref{Kind: link.Import, Name: alias, Qual: path + "#" + name, Line: r.line(i)})
	if name == "default" { // by its own name, as it is called where it is declared, mostly
		name = alias
	}
	r.imported[alias] = shape.Named(n, name)
}

// foreign reports whether an import is of the language's own library.
func (r *refs) foreign(path string) bool {
	switch r.family {
	case "Python":
		first, _, _ := strings.Cut(path, ".")
		return pythonLibrary[first]
	case "Java":
		return strings.HasPrefix(path, "java.") || strings.HasPrefix(path, "javax.") || strings.HasPrefix(path, "kotlin.")
	case "Rust":
		first, _, _ := strings.Cut(path, ".")
		return first == "std" || first == "core" || first == "alloc"
	case "TypeScript":
		return strings.HasPrefix(path, "node:") || nodeLibrary[path]
	}
	return false
}

var pythonLibrary = words("__future__ abc argparse ast asyncio base64 bisect builtins calendar cgi codecs collections concurrent configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal " +
	"difflib dis email enum errno fnmatch fractions functools gc getpass glob gzip hashlib heapq hmac html http importlib inspect io ipaddress itertools json keyword locale logging math mimetypes multiprocessing " +
	"numbers operator os pathlib pickle pkgutil platform pprint queue random re sched secrets select shlex shutil signal socket sqlite3 ssl stat statistics string struct subprocess sys sysconfig tempfile textwrap " +
	"threading time timeit tokenize traceback types typing typing_extensions unicodedata unittest urllib uuid warnings weakref xml zipfile zlib")

var nodeLibrary = words("assert buffer child_process cluster crypto dns events fs http http2 https net os path perf_hooks querystring readline stream string_decoder timers tls tty url util v8 vm worker_threads zlib")

// dotted reads a.b.c at token i.
func (r *refs) dotted(i, end int) (path string, next int) {
	for i < end && r.named(i) {
		path += r.word(i)
		if i++; r.sign(i) != '.' || !r.named(i+1) || len(path) > maxPath {
			break
		}
		path += "."
		i++
	}
	return path, i
}

func pythonImport(r *refs, i, end int) int {
	if !r.tokens[i].first {
		return 0
	}
	switch {
	case r.is(i, "import"):
		at := i + 1
		for n := 0; n < 100; n++ {
			path, next := r.dotted(at, end)
			if path == "" {
				break
			}
			alias, _, _ := strings.Cut(path, ".")
			if r.is(next, "as") && r.named(next+1) {
				r.bind(r.word(next+1), path, "", i)
				next += 2
			} else {
				r.bind(alias, alias, "", i)
			}
			if at = next; r.sign(at) != ',' {
				break
			}
			at++
		}
		return r.logicalLine(i)
	case r.is(i, "from"):
		at := i + 1
		dots := 0
		for r.sign(at) == '.' && dots < 20 {
			at++
			dots++
		}
		path := ""
		if !r.is(at, "import") {
			path, at = r.dotted(at, end)
		}
		if !r.is(at, "import") {
			return 0
		}
		path = strings.Repeat(".", dots) + path
		line := r.logicalLine(i)
		for at++; at < line && at < end; at++ {
			switch {
			case r.sign(at) == '*':
				r.bind(".", path, "", i)
			case r.named(at) && r.is(at+1, "as") && r.named(at+2):
				r.bind(r.word(at+2), path, r.word(at), i)
				at += 2
			case r.named(at):
				r.bind(r.word(at), path, r.word(at), i)
			}
		}
		return line
	}
	return 0
}

func javaImport(r *refs, i, end int) int {
	if !r.is(i, "import") && !r.is(i, "package") || i > 0 && !r.tokens[i].first {
		return 0
	}
	at := i + 1
	if r.is(at, "static") {
		at++
	}
	path, next := r.dotted(at, end)
	if path == "" {
		return 0
	}
	dot := strings.LastIndexByte(path, '.')
	switch {
	case r.is(i, "package"):
		r.linked.File.AddName(link.Name{Kind: link.Package, Name: path})
	case r.sign(next) == '.' && r.sign(next+1) == '*':
		r.bind(".", path, "", i)
		next += 2
	case r.is(next, "as") && r.named(next+1) && dot > 0:
		r.bind(r.word(next+1), path[:dot], path[dot+1:], i)
		next += 2
	case dot > 0:
		r.bind(path[dot+1:], path[:dot], path[dot+1:], i)
	}
	if r.sign(next) == ';' {
		next++
	}
	return next
}

// rustImport takes use a::b::{c, d as e, f::*};
func rustImport(r *refs, i, end int) int {
	if !r.is(i, "use") || i > 0 && r.kind(i-1) == sign && strings.IndexByte(";}{)]", r.sign(i-1)) < 0 {
		return 0
	}
	if r.is(i+1, "super") && r.within(i) { // what is around is in sight
		return r.statement(i, end)
	}
	return r.useTree(i+1, end, "", 0) + 1
}

// within reports whether token i lies in a module within the file.
func (r *refs) within(i int) bool {
	if len(r.modules) == 0 {
		return false
	}
	for _, s := range r.found {
		if s.Kind == Module && s.From < r.from(i) && r.from(i) < s.End {
			return true
		}
	}
	return false
}

func (r *refs) useTree(i, end int, path string, depth int) int {
	for n := 0; i < end && n < 50; n++ {
		switch {
		case r.sign(i) == ':':
			i++
		case r.sign(i) == '*':
			r.bind(".", path, "", i)
			return i + 1
		case r.sign(i) == '{' && r.pair(i) > i && depth < 10:
			closed := r.pair(i)
			for at := i + 1; at < closed; at++ {
				if r.sign(at) != ',' {
					at = max(at, min(closed, r.useTree(at, closed, path, depth+1))-1)
				}
			}
			return closed + 1
		case r.named(i):
			w := r.word(i)
			if r.sign(i+1) == ':' && r.sign(i+2) == ':' {
				if path != "" {
					path += "."
				}
				path += w
				i += 3
				continue
			}
			alias, name := w, w
			if w == "self" {
				dot := strings.LastIndexByte(path, '.')
				alias, name, path = path[dot+1:], path[dot+1:], path[:max(0, dot)]
			}
			i++
			if r.is(i, "as") && r.named(i+1) {
				alias = r.word(i + 1)
				i += 2
			}
			if path == "" {
				r.bind(alias, name, "", i-1)
			} else {
				r.bind(alias, path, name, i-1)
			}
			return i
		default:
			return i
		}
	}
	return i
}
