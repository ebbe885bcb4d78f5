package settings

import (
	"flag"
	"os"
	"reflect"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// Field describes one setting for flags, help and documentation.
type Field struct {
	GoName, Env, Flag, Default, Help string
	IsBool, IsSecret                 bool
	Separator                        string // of a list's items; "" for no list
}

// Fields lists every setting in the order of the struct.
func Fields() []Field {
	t := reflect.TypeFor[Settings]()
	fields := make([]Field, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		env, options, _ := strings.Cut(f.Tag.Get("env"), ",")
		fields = append(fields, Field{
			GoName:    f.Name,
			Env:       env,
			Flag:      f.Tag.Get("flag"),
			Default:   strings.TrimPrefix(strings.TrimSpace(options), "default="),
			Help:      f.Tag.Get("help"),
			IsBool:    f.Type == reflect.TypeFor[Bool](),
			IsSecret:  f.Type == reflect.TypeFor[Secret](),
			Separator: separators[f.Type],
		})
	}
	return fields
}

var separators = map[reflect.Type]string{
	reflect.TypeFor[Dirs](): string(os.PathListSeparator),
	reflect.TypeFor[List](): listSeparator,
}

// Flags registers a flag for every setting on fs. What the command line sets is
// then found by the returned Lookuper under the variable's name.
func Flags(fs *flag.FlagSet) envconfig.Lookuper {
	set := map[string]string{}
	for _, f := range Fields() {
		put := func(value string) error {
			if old, ok := set[f.Env]; ok && f.Separator != "" {
				value = old + f.Separator + value
			}
			set[f.Env] = value
			return nil
		}
		if f.IsBool {
			fs.BoolFunc(f.Flag, f.Help, put)
			continue
		}
		fs.Func(f.Flag, f.Help, put)
	}
	return envconfig.MapLookuper(set)
}
