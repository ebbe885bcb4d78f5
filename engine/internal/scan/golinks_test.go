package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

const linked = `package shop

import (
	"fmt"
	. "strings"
	log "example.org/x/go-log"
	"example.org/y/v2"
	_ "embed"
)

type Cart[T any] struct {
	items map[string][]*T
	fmt.Stringer
	*Base
	log log.Logger
}

type Pricer interface {
	Price(item string, n int) (cents int, err error)
	fmt.Stringer
}

const (
	A Kind = iota
	B
)

var carts, err = open(), y.New()

func (c *Cart[T]) Add(key string, v *T) {
	c.items[key] = append(c.items[key], v)
	for _, items := range c.items {
		for i := range items {
			fmt.Println(i)
		}
	}
	c.log.Print(c.total())
	c.log.Print(1); c.log.Print(2)
	go func(p Pricer) { p.Price("", 0) }(nil)
	err.Error()
	use(c.Add, B)
}
`

func TestGoLinks(t *testing.T) {
	docs, own := SplitLinked("Go", []byte(linked))
	want := `file
  package shop
  import fmt 4
  import . strings 5
  import log example.org/x/go-log 6
  import example.org/y/v2 7
  import _ embed 8
Cart
  type Cart
  field Cart.items {string}[]$0
  embedded Cart.Stringer 0#Stringer
  embedded Cart.Base Base
  field Cart.log 2#Logger
  inherit 0#.Stringer 13
  inherit Base 14
  use 2#.Logger 15
Pricer
  interface Pricer
  abstract Pricer.Price (string,int)(int,error)
  embedded Pricer.Stringer 0#Stringer
  inherit 0#.Stringer 20
A
  value A Kind
  value B Kind
  use Kind 24
carts
  value carts open()
  value err 3#New()
  call open 28
  call 3#.New 28
Cart.Add(key string, v *T)
  method Cart.Add (string,$0)()
  call 0#.Println 34
  call Cart.log.Print 37
  call Cart.total 37
  call Cart.log.Print 38
  use Pricer 39
  call Pricer.Price 39
  use err 40
  call err.Error 40
  call use 41
  use Cart.Add 41
  use B 41
`
	got := "file\n" + links(own)
	for _, d := range docs {
		got += d.Part + "\n" + links(d.Links)
	}
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, d := range Split("Go", []byte(linked)) {
		if len(d.Names)+len(d.Refs) > 0 {
			t.Errorf("%s has links that nobody asked for", d.Part)
		}
	}
}

var (
	nameKinds = strings.Fields("function method abstract type interface alias field embedded value package module")
	refKinds  = strings.Fields("call use inherit import")
)

func links(l link.Links) string {
	var b strings.Builder
	for _, n := range l.Names {
		fmt.Fprintln(&b, " ", strings.Join(strings.Fields(nameKinds[n.Kind]+" "+strings.TrimPrefix(n.Owner+"."+n.Name, ".")+" "+n.Shape), " "))
	}
	for _, r := range l.Refs {
		name := strings.TrimPrefix(r.Qual+"."+r.Name, ".")
		if r.Kind == link.Import {
			name = strings.TrimSpace(r.Name + " " + r.Qual)
		}
		fmt.Fprintln(&b, " ", refKinds[r.Kind], name, r.Line)
	}
	return b.String()
}

func TestModulePath(t *testing.T) {
	for src, want := range map[string]string{
		"module example.org/x // here\n\ngo 1.26\n": "example.org/x",
		"// no\nmodule \"a.b/c\"\r\n":               "a.b/c",
		"go 1.26\n":                                 "",
		"module a b\n":                              "",
		"module a#b\n":                              "",
	} {
		_, own := SplitLinked(Language("sub/go.mod"), []byte(src))
		got := ""
		if len(own.Names) > 0 {
			got = own.Names[0].Name
		}
		if got != want {
			t.Errorf("%q: %q", src, got)
		}
	}
}

// Text nested as deeply as the parser allows costs no more than a little time.
func TestDeepNesting(t *testing.T) {
	for name, src := range map[string]string{
		"calls":    "package x\nvar a = b" + strings.Repeat(".f()", 200_000),
		"brackets": "package x\nvar a = " + strings.Repeat("(", 200_000) + "b" + strings.Repeat(")", 200_000),
		"types":    "package x\nvar a " + strings.Repeat("[]", 200_000) + "b",
		"literals": "package x\nvar a = b" + strings.Repeat("{", 90_000) + strings.Repeat("}", 90_000),
		"blocks":   "package x\nfunc a() " + strings.Repeat("{", 90_000) + strings.Repeat("}", 90_000),
	} {
		t.Run(name, func(*testing.T) { SplitLinked("Go", []byte(src)) })
	}
}

// Whatever is in a file, its links can be read.
func FuzzGoLinks(f *testing.F) {
	f.Add(linked)
	f.Add("package x\nfunc f[T ~int|string](a ...T) { x, y := a, <-b; switch z := x.(type) { case nil: z() }; L: for range f[int] { break L } }")
	f.Add("package x\nvar a = struct{ b func(int) }{}.b\ntype t = struct{ t }\nfunc (int) ( { (")
	f.Fuzz(func(_ *testing.T, src string) {
		SplitLinked("Go", []byte(src))
	})
}
