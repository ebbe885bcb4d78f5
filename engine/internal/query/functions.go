package query

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"modernc.org/sqlite"
)

// The functions of statements. LIKE and GLOB are functions too, to SQLite.
var (
	aggregates = strings.Fields("count sum avg min max total group_concat row_number rank dense_rank")
	scalars    = strings.Fields("lower upper length substr instr replace abs round coalesce ifnull nullif iif date datetime strftime julianday")
	allowed    = set(aggregates, scalars, []string{"like", "glob"})
)

func set(lists ...[]string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for _, name := range l {
			m[name] = true
		}
	}
	return m
}

func functionList() string {
	return strings.Join(aggregates, ", ") + ", " + strings.Join(scalars, ", ")
}

// function is one of ours: its result, or an error.
type function struct {
	least, most int // arguments
	f           func(args []string) any
}

// viewFunctions are what the views compute columns with.
var viewFunctions = map[string]function{
	"dir_of": {1, 1, func(a []string) any {
		return strings.TrimSuffix(a[0][:strings.LastIndexByte(a[0], '/')+1], "/")
	}},
	"name_of": {1, 1, func(a []string) any { return path.Base(a[0]) }},
	"ext_of":  {1, 1, func(a []string) any { return strings.ToLower(path.Ext(a[0])) }},
	"last_of": {1, 1, func(a []string) any { return a[0][strings.LastIndexByte(a[0], '.')+1:] }},
}

// own stand in the place of SQLite's functions, whose time grows with the
// square of a text: no interrupt reaches a call.
var own = map[string]function{
	"like":    {2, 3, like},
	"glob":    {2, 2, glob},
	"instr":   {2, 2, instr},
	"replace": {3, 3, replace},
}

// functions is the driver whose connections have them.
var functions = register(&sqlite.Driver{}, viewFunctions, own)

func register(d *sqlite.Driver, all ...map[string]function) *sqlite.Driver {
	for _, m := range all {
		for name, fn := range m {
			d.MustRegisterFunction(name, &sqlite.FunctionImpl{
				// With any number of arguments, or SQLite's own is called with some.
				NArgs: -1, Deterministic: true,
				Scalar: func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return fn.call(name, args) },
			})
		}
	}
	return d
}

func (fn function) call(name string, args []driver.Value) (driver.Value, error) {
	if len(args) < fn.least || len(args) > fn.most {
		return nil, fmt.Errorf("wrong number of arguments to function %s()", name)
	}
	texts := make([]string, len(args))
	for i, v := range args {
		if v == nil {
			return nil, nil
		}
		texts[i] = plain(v)
	}
	v := fn.f(texts)
	if err, ok := v.(error); ok {
		return nil, err
	}
	return v, nil
}

// plain is a value as text.
func plain(v driver.Value) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v)
}

func instr(a []string) any {
	i := strings.Index(a[0], a[1])
	if i < 0 {
		return int64(0)
	}
	return int64(utf8.RuneCountInString(a[0][:i]) + 1)
}

var errLong = errors.New("string or blob too big")

func replace(a []string) any {
	if a[1] == "" {
		return a[0]
	}
	if len(a[0])+strings.Count(a[0], a[1])*(len(a[2])-len(a[1])) > maxCell {
		return errLong
	}
	return strings.ReplaceAll(a[0], a[1], a[2])
}
