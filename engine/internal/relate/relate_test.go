package relate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const mod = "-- go.mod\nmodule example.org/m // ours\n\ngo 1.26\n"

// Each case is a tree, a symbol of it, and all that is to be found of it.
func TestWhatNamesMean(t *testing.T) {
	for name, c := range map[string]struct{ tree, id, want string }{
		"functions of the package, in other files": {
			"-- p/a.go\npackage p\nfunc F() { g(); G() }\n-- p/b.go\npackage p\nfunc g() {}\nfunc G() { F() }\n-- q/b.go\npackage q\nfunc g() {}\nfunc G() {}\n",
			"p/a.go::F()", "calls p/b.go::g() p/b.go::G()\ncalled by p/b.go::G()\n",
		},
		"qualified by an import": {
			mod + "-- a.go\npackage m\nimport (\n\t\"fmt\"\n\t\"example.org/m/q\"\n\tz \"example.org/m/r\"\n)\nfunc F() { fmt.Println(q.G()); z.G() }\n-- q/q.go\npackage q\nfunc G() int { return 1 }\n-- r/r.go\npackage r\nfunc G() {}\nfunc Println() {}\n",
			"a.go::F()", "calls q/q.go::G() r/r.go::G()\n",
		},
		"package called otherwise than its directory": {
			mod + "-- a.go\npackage m\nimport \"example.org/m/go-odd\"\nfunc F() { strange.G() }\n-- go-odd/q.go\npackage strange\nfunc G() {}\n",
			"a.go::F()", "calls go-odd/q.go::G()\n",
		},
		"the innermost module counts": {
			mod + "-- sub/go.mod\nmodule example.org/other\n-- sub/x/x.go\npackage x\nfunc G() {}\n-- a.go\npackage m\nimport \"example.org/other/x\"\nfunc F() { x.G() }\n",
			"sub/x/x.go::G()", "called by a.go::F()\n",
		},
		"vendored": {
			mod + "-- a.go\npackage m\nimport \"dep.org/x\"\nfunc F() { x.G() }\n-- vendor/dep.org/x/x.go\npackage x\nfunc G() {}\n",
			"a.go::F()", "calls vendor/dep.org/x/x.go::G()\n",
		},
		"Go's own library": {
			"-- go.mod\nmodule std\n-- fmt/p.go\npackage fmt\nfunc Println() {}\n-- log/l.go\npackage log\nimport \"fmt\"\nfunc F() { fmt.Println() }\n",
			"log/l.go::F()", "calls fmt/p.go::Println()\n",
		},
		"dot import": {
			mod + "-- a.go\npackage m\nimport . \"example.org/m/q\"\nfunc F() { G(); h() }\nfunc h() {}\n-- q/q.go\npackage q\nfunc G() {}\nfunc h() {}\n",
			"a.go::F()", "calls a.go::h() q/q.go::G()\n",
		},
		"a local name hides a function, a package, a type": {
			mod + "-- a.go\npackage m\nimport \"example.org/m/q\"\nfunc G() {}\ntype T struct{}\nfunc (T) M() {}\nfunc F(G func(), q S) { G(); q.G(); T := S{}; T.M() }\ntype S struct{}\nfunc (S) G() {}\nfunc (S) M() {}\n-- q/q.go\npackage q\nfunc G() {}\n",
			"a.go::F(G func(), q S)", "calls a.go::S.G() a.go::S.M()\n",
		},
		"a hidden name shows again after the block": {
			"-- a.go\npackage a\nfunc g() {}\nfunc F() { { g := func() {}; g() }; if g := 1; g > 0 {}; g() }\n",
			"a.go::F()", "calls a.go::g()\n",
		},
		"one method name on several types": {
			"-- a.go\npackage a\ntype A struct{}\ntype B struct{ a A }\nfunc (A) Do() {}\nfunc (*B) Do() {}\nfunc F(b *B) { b.a.Do() }\nfunc G() { var x = new(B); x.Do() }\n",
			"a.go::A.Do()", "called by a.go::F(b_*B)\n",
		},
		"types of variables, results, elements": {
			mod + "-- a.go\npackage m\nimport \"example.org/m/q\"\nfunc F(m map[string][]*q.T, c chan q.T) {\n\tfor _, l := range m { for _, x := range l { x.A() } }\n\tv, ok := <-c\n\t_ = ok\n\tv.B()\n\tq.New().C()\n\ty, err := q.Two()\n\t_ = err\n\ty.D()\n\t(&q.T{}).E()\n\tz := []q.T{{}}[0]\n\tz.G()\n\tvar i any\n\tif t, ok := i.(*q.T); ok { t.H() }\n\tswitch t := i.(type) {\n\tcase q.T:\n\t\tt.I()\n\tcase q.U:\n\t\tt.A()\n\t}\n}\n" +
				"-- q/q.go\npackage q\ntype T struct{}\ntype U struct{}\nfunc (U) A() {}\nfunc New() *T { return nil }\nfunc Two() (T, error) { return T{}, nil }\nfunc (T) A() {}\nfunc (T) B() {}\nfunc (T) C() {}\nfunc (T) D() {}\nfunc (T) E() {}\nfunc (T) G() {}\nfunc (T) H() {}\nfunc (T) I() {}\n",
			"a.go::F(m map[string][]*q.T, c chan q.T)",
			"calls q/q.go::U.A() q/q.go::New() q/q.go::Two() q/q.go::T.A() q/q.go::T.B() q/q.go::T.C() q/q.go::T.D() q/q.go::T.E() q/q.go::T.G() q/q.go::T.H() q/q.go::T.I()\n",
		},
		"package variables, named lists and functions": {
			"-- a.go\npackage a\nvar all, one = list{{}}, makeOne()\nfunc makeOne() T { return T{} }\ntype list []T\ntype fn func() T\ntype T struct{}\nfunc (T) A() {}\nfunc (T) B() {}\nfunc (T) C() {}\nfunc F(f fn) { all[0].A(); one.B(); f().C() }\n",
			"a.go::F(f fn)", "calls a.go::T.A() a.go::T.B() a.go::T.C()\n",
		},
		"promoted from embedded types, the outermost first": {
			mod + "-- a.go\npackage m\nimport (\n\t\"sync\"\n\t\"example.org/m/q\"\n)\ntype A struct { sync.Mutex; *B }\ntype B struct { q.C }\nfunc (B) Over() {}\nfunc F(a A) { a.Lock(); a.Deep(); a.Over(); a.B.C.Over() }\n-- q/q.go\npackage q\ntype C struct{}\nfunc (C) Deep() {}\nfunc (C) Over() {}\nfunc (C) Lock() {}\n",
			"a.go::F(a A)", "calls a.go::B.Over() q/q.go::C.Over() q/q.go::C.Deep()~0.8 q/q.go::C.Lock()~0.8\n",
		},
		"aliases and defined types": {
			mod + "-- a.go\npackage m\nimport \"example.org/m/q\"\ntype A = q.T\ntype D q.T\nfunc F(a A, d D) { a.M(); d.M(); d.f.N(); d.O() }\n-- q/q.go\npackage q\ntype T struct{ f U; V }\ntype U struct{}\ntype V struct{}\nfunc (T) M() {}\nfunc (U) N() {}\nfunc (V) O() {}\n",
			"a.go::F(a A, d D)", "calls q/q.go::T.M() q/q.go::U.N() q/q.go::V.O()\n",
		},
		"generics": {
			"-- a.go\npackage a\ntype List[T any] struct { head *node[T] }\ntype node[T any] struct { v T }\nfunc (l *List[T]) Get() T { return l.head.get() }\nfunc (n *node[T]) get() T { return n.v }\ntype Pair[K, V any] struct { k K; v V }\ntype X struct{}\nfunc (X) M() {}\nfunc (X) N() {}\nfunc Map[T any](x T) {}\ntype I interface { Z() }\nfunc F[P I](l List[X], p Pair[string, []X], z P) { l.Get().M(); p.v[0].N(); Map[X](X{}); z.Z() }\n",
			"a.go::F(l List[X], p Pair[string, []X], z P)", "calls a.go::List.Get() a.go::X.M() a.go::X.N() a.go::Map(x_T) a.go::I\n",
		},
		"iterators": {
			"-- a.go\npackage a\ntype T struct{}\nfunc (T) A() {}\nfunc (T) B() {}\nfunc seq() func(yield func(T, T) bool) { return nil }\nfunc F() { for x, y := range seq() { x.A(); y.B() } }\n",
			"a.go::F()", "calls a.go::T.A() a.go::T.B() a.go::seq()\n",
		},
		"iterators of the library": {
			"-- a.go\npackage a\nimport \"iter\"\ntype T struct{}\nfunc (T) A() {}\nfunc (T) B() {}\nfunc (T) C() {}\nfunc F(s iter.Seq[T]) { for x := range s { x.A() }; for x, y := range two() { x.B(); y.C() } }\nfunc two() iter.Seq2[T, *T] { return nil }\n",
			"a.go::F(s iter.Seq[T])", "calls a.go::T.A() a.go::T.B() a.go::T.C() a.go::two()\n",
		},
		"method values and functions handed on are uses": {
			"-- a.go\npackage a\ntype T struct{ n int }\nfunc (T) M() {}\nfunc g() {}\nfunc take(...any) {}\nfunc F(t T) { take(t.M, g, t.n); f := T.M; f(t) }\n",
			"a.go::T.M()", "used by a.go::F(t_T)\n",
		},
		"a conversion is a use": {
			"-- a.go\npackage a\ntype T int\nfunc (T) M() {}\nfunc F() { T(1).M() }\n",
			"a.go::T", "used by a.go::F()\n",
		},
		"closures belong to the declaration around": {
			"-- a.go\npackage a\nfunc g() {}\nfunc h() {}\nvar v = func() { g() }\nfunc F() { go func() { defer g() }(); func() { h() }() }\n",
			"a.go::g()", "called by a.go::v a.go::F()\n",
		},
		"several init functions": {
			"-- a.go\npackage a\nfunc g() {}\nfunc init() { g() }\nfunc init() { g() }\n",
			"a.go::g()", "called by a.go::init() a.go::init()#2\n",
		},
		"tests in the package, and in one of their own": {
			mod + "-- a.go\npackage m\nfunc G() { help() }\nfunc help() {}\n-- a_test.go\npackage m\nfunc TestG() { G() }\n-- b_test.go\npackage m_test\nimport \"example.org/m\"\nfunc TestH() { m.G(); help() }\nfunc help() {}\n",
			"a.go::help()", "called by a.go::G()\n",
		},
		"files that exclude each other": {
			"-- a_linux.go\npackage a\nfunc open() {}\n-- a_windows.go\npackage a\nfunc open() {}\n-- b.go\npackage a\nfunc F() { open() }\n",
			"b.go::F()", "calls a_linux.go::open()~0.5 a_windows.go::open()~0.5\n",
		},
		"a program beside a package": {
			"-- a.go\npackage a\nfunc g() {}\n-- gen.go\n//go:build ignore\n\npackage main\nfunc main() { g() }\nfunc g() {}\n",
			"a.go::g()", "",
		},
		"broken files keep what could be read": {
			"-- a.go\npackage a\nfunc F() { g() }\nfunc bad( {\n\tg(\n}\n-- b.go\npackage a\nfunc g() {}\n",
			"a.go::F()", "calls b.go::g()\n",
		},
		"line ends of another system": {
			"-- a.go\npackage a\r\n\r\ntype T struct {\r\n\tu U\r\n}\r\n\r\ntype U int\r\nfunc (U) M() {}\r\nfunc F(t T) {\r\n\tt.u.M()\r\n}\r\n",
			"a.go::U.M()", "called by a.go::F(t_T)\n",
		},
		"names of any script": {
			"-- ü/a.go\npackage ü\ntype Тип struct{ поле *Тип }\nfunc (т *Тип) Метод_1() { т.поле.Метод_1() }\nfunc 関数() Тип { return Тип{} }\nfunc F() { 関数().поле.Метод_1() }\n",
			"ü/a.go::Тип.Метод_1()", "calls ü/a.go::Тип.Метод_1()\ncalled by ü/a.go::Тип.Метод_1() ü/a.go::F()\n",
		},
		"names that differ in case, or in signs, are not one": {
			"-- a.go\npackage a\nfunc Do() {}\nfunc do() {}\nfunc d_o() {}\nfunc F() { Do() }\nfunc G() { do() }\n",
			"a.go::Do()", "called by a.go::F()\n",
		},
		"own names hide the language's": {
			"-- a.go\npackage a\nfunc len(x int) T { return T{} }\ntype T struct{}\nfunc (T) M() {}\nfunc F() { len(1).M() }\n",
			"a.go::F()", "calls a.go::len(x_int) a.go::T.M()\n",
		},
		"types within a function": {
			"-- a.go\npackage a\ntype T struct{}\nfunc (T) M() {}\nfunc F() {\n\ttype row struct { t *T; next []row }\n\tfor _, r := range []row{{t: nil}} { r.t.M() }\n}\n",
			"a.go::F()", "calls a.go::T.M()\n",
		},
		"groups of constants": {
			"-- a.go\npackage a\ntype Color int\nconst (\n\tRed Color = iota\n\tBlue\n)\nfunc (Color) M() {}\nfunc F() int { Blue.M(); return int(Red) }\n",
			"a.go::Red", "used by a.go::F()\n",
		},
		"an unknown receiver, one method of the name": {
			"-- a.go\npackage a\ntype T struct{}\nfunc (T) Unusual() {}\nfunc (T) Twice() {}\ntype U struct{}\nfunc (U) Twice() {}\nfunc F(x interface{ Unusual(); Twice() }) { x.Unusual(); x.Twice() }\n",
			"a.go::F(x interface{ Unusual(); Twice() })", "calls a.go::T.Unusual()~0.4\n",
		},
		"a circle of variables and types": {
			"-- a.go\npackage a\nvar x, y = y, x\ntype A = B\ntype B = A\ntype C struct{ D }\ntype D struct{ *C }\nfunc F(a A, c C) { x.M(); a.M(); c.M() }\n",
			"a.go::F(a A, c C)", "",
		},
		"types that embed each other, and one that leads out": {
			"-- a.go\npackage a\ntype A struct{ *B }\ntype B struct{ *A; C }\ntype C struct{}\ntype D struct{ A }\nfunc (C) M() {}\nfunc F(a A, b B, d D) { d.M(); a.M(); b.M(); a.N() }\n",
			"a.go::C.M()", "called by a.go::F(a_A,_b_B,_d_D)\n",
		},
		"types that embed each other, and an interface": {
			"-- a.go\npackage a\ntype A struct{ *B }\ntype B struct{ *A }\nfunc (A) M() {}\ntype I interface{ M() }\nfunc F(b B, i I) { b.M(); i.M(); b.N() }\n",
			"a.go::I", "called by a.go::F(b_B,_i_I)\ndown a.go::A a.go::B\nused by a.go::F(b_B,_i_I)\n",
		},
		"references of a type": {
			mod + "-- a.go\npackage m\ntype T struct{ self *T }\nfunc F(T) {}\nvar V map[string]T\n-- q/q.go\npackage q\nimport \"example.org/m\"\ntype U struct { t []m.T }\ntype W struct { m.T }\n",
			"a.go::T", "down q/q.go::W\nused by a.go::F(T) a.go::V q/q.go::U\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text(ask(t, index(t, c.tree), c.id)); got != c.want {
				t.Errorf("%s:\n%swant\n%s", c.id, got, c.want)
			}
		})
	}
}

const stores = mod + `-- api/api.go
package api
import ("io"; "context"; "dep.org/elsewhere")
// Store keeps.
type Store interface {
	io.Closer
	Getter
	Put(ctx context.Context, e *Entry) error
}
type Getter interface { Get(string) (Entry, bool) }
type Entry struct{}
type Empty interface{}
type Number interface { ~int | ~string }
type hidden interface { secret() }
type Named = Getter
type Once interface { Get(string) Entry }
type Part interface { elsewhere.Thing; Put(context.Context, *Entry) error }
type Vague interface { elsewhere.Thing; io.Closer }
-- mem/mem.go
package mem
import ("context"; a "example.org/m/api")
type Mem struct { base }
type base struct{}
func (base) Get(key string) (e a.Entry, ok bool) { return }
func (base) Close() error { return nil }
func (*Mem) Put(context.Context, *a.Entry) error { return nil }
type Half struct{}
func (Half) Get(string) (a.Entry, bool) { return a.Entry{}, false }
func (Half) Put(context.Context, *a.Entry) {}
func (Half) secret() {}
type Wrong struct{}
func (Wrong) Get(int) (a.Entry, bool) { return a.Entry{}, false }
type Wrap struct { a.Store }
-- use/use.go
package use
import "example.org/m/api"
func F(s api.Store) { s.Put(nil, nil); s.Get(""); s.Close() }
`

func TestInheritance(t *testing.T) {
	db := index(t, stores)
	for id, want := range map[string]string{
		"api/api.go::Store": "called by use/use.go::F(s_api.Store)\nup api/api.go::Getter\ndown mem/mem.go::Mem mem/mem.go::Wrap\n" +
			"used by use/use.go::F(s_api.Store)\n",
		"api/api.go::Getter": "called by use/use.go::F(s_api.Store)\ndown api/api.go::Store mem/mem.go::Mem mem/mem.go::base mem/mem.go::Half mem/mem.go::Wrap\n" +
			"used by api/api.go::Named\n",
		"api/api.go::Once":   "",
		"api/api.go::Part":   "down mem/mem.go::Mem~0.6 mem/mem.go::Wrap~0.6\n",
		"api/api.go::Vague":  "",
		"api/api.go::Empty":  "",
		"api/api.go::Number": "",
		"api/api.go::hidden": "",
		"mem/mem.go::Mem":    "up api/api.go::Store api/api.go::Getter mem/mem.go::base api/api.go::Part~0.6\n",
		"mem/mem.go::Wrap":   "up api/api.go::Store api/api.go::Getter api/api.go::Part~0.6\n",
		"mem/mem.go::Wrong":  "",
		"mem/mem.go::Mem.Put(context.Context, *a.Entry)": "called by use/use.go::F(s_api.Store)~0.4\nup api/api.go::Store api/api.go::Part~0.6\n",
		"mem/mem.go::base.Get(key string)":               "called by use/use.go::F(s_api.Store)~0.4\nup api/api.go::Getter\n",
		"use/use.go::F(s api.Store)": "calls api/api.go::Store api/api.go::Getter mem/mem.go::base.Get(key_string)~0.4 " +
			"mem/mem.go::Mem.Put(context.Context,_*a.Entry)~0.4 mem/mem.go::Half.Get(string)~0.4\n",
	} {
		if got := text(ask(t, db, id)); got != want {
			t.Errorf("%s:\n%swant\n%s", id, got, want)
		}
	}
}

// Types that grow when written out cost no time.
func TestTypesThatGrow(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- a.go\npackage a\ntype I interface { M(A40) }\ntype T struct{}\nfunc (T) M(A40) {}\ntype A0 = []int\n")
	for i := range 40 {
		fmt.Fprintf(&b, "type A%d = map[A%d]A%d\n", i+1, i, i)
	}
	if got := text(ask(t, index(t, b.String()), "a.go::I")); got != "down a.go::T\n" {
		t.Error(got)
	}
}

func TestACallThatMayReachManyReachesNone(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- a.go\npackage a\ntype I interface { M() }\nfunc F(i I) { i.M() }\n")
	for _, n := range strings.Fields("A B C D E G") {
		b.WriteString("type " + n + " struct{}\nfunc (" + n + ") M() {}\n")
	}
	db := index(t, b.String())
	if got := text(ask(t, db, "a.go::F(i I)")); got != "calls a.go::I\n" {
		t.Errorf("out: %s", got)
	}
	if got := text(ask(t, db, "a.go::A.M()")); got != "up a.go::I\n" {
		t.Errorf("in: %s", got)
	}
}

func TestSitesAreLines(t *testing.T) {
	db := index(t, "-- a.go\npackage a\n\nfunc g() {}\n\n// F calls.\nfunc F() {\n\tg()\n\tg(); g()\n\tfunc() {\n\t\tg()\n\t}()\n}\n")
	e := ask(t, db, "a.go::g()").Incoming[0]
	if len(e.Sites) != 3 || e.Sites[0] != (Site{"a.go", 7, 1}) || e.Sites[2].Line != 10 || e.First != 6 || e.About != "F calls." {
		t.Errorf("%+v", e)
	}
}

func TestOnlySymbolsAreRelated(t *testing.T) {
	db := index(t, "-- a.go\npackage a\nfunc F() {}\n-- README.md\n# A\n\ntext\n\n## B\n\nmore\n")
	for _, id := range []string{"a.go", "a.go::", "a.go::G()", "a.go::0001", "b.go::F()", "README.md", "README.md::0001", ""} {
		path, part, _ := strings.Cut(id, "::")
		if _, ok, err := Find(context.Background(), db, path, part); ok || err != nil {
			t.Errorf("%q: %v, %v", id, ok, err)
		}
	}
}

// chain is a file with an interface I and n+1 types, each embedding the next;
// the last has the method that I asks for.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("-- a.go\npackage a\ntype I interface { M() }\n")
	for i := range n {
		fmt.Fprintf(&b, "type T%d struct { T%d }\n", i, i+1)
	}
	fmt.Fprintf(&b, "type T%d struct{}\nfunc (T%d) M() {}\nfunc F(t T0) { t.M() }\n", n, n)
	return b.String()
}

// Hundreds of types that embed each other take a small part of a second.
// Looking each of them up from each, again and again, takes half a minute.
func TestALongChainOfEmbeddedTypes(t *testing.T) {
	const n = 600
	db := index(t, chain(n))
	for part, want := range map[string][4]int{fmt.Sprintf("T%d.M()", n): {0, 1, 1, 0}, "I": {0, 0, 0, n + 1}, "T0": {0, 0, 2, 0}, "F(t T0)": {1, 0, 0, 0}} {
		began := time.Now()
		r := ask(t, db, "a.go::"+part)
		if got := [4]int{len(r.Outgoing), len(r.Incoming), len(r.Ancestors), len(r.Descendants)}; got != want {
			t.Errorf("%s: %v, want %v", part, got, want)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("%s took %v", part, took)
		}
	}
}

// ending is a context that ends after it has been asked some times, and goes on
// counting.
type ending struct {
	context.Context
	left *atomic.Int64
}

func (e ending) Err() error {
	if e.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestAQuestionEndsWithItsTime(t *testing.T) {
	const n = 50
	db := index(t, chain(n))
	for part := range strings.SplitSeq(fmt.Sprintf("T%d.M() I T0", n), " ") {
		for asked, done := int64(1), false; !done; asked *= 2 {
			ctx := ending{t.Context(), new(atomic.Int64)}
			ctx.left.Store(asked)
			_, ok, err := Find(ctx, db, "a.go", part)
			// The database asks once for each of some queries, later.
			left, late := ctx.left.Load(), int64(4*n)
			done = err == nil
			switch {
			case done && (!ok || asked < late):
				t.Errorf("%s: found %v within %d steps", part, ok, asked)
			case !done && (ok || !errors.Is(err, context.DeadlineExceeded) || left < -late):
				t.Errorf("%s: %d steps, then %d more, %v, %v", part, asked, -left, ok, err)
			}
		}
	}
}

func TestAnEndedQuestionIsAnError(t *testing.T) {
	db := index(t, stores)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, ok, err := Find(ctx, db, "api/api.go", "Store"); ok || err == nil {
		t.Errorf("%v, %v", ok, err)
	}
	if _, err := MostReferenced(ctx, db, 3); err == nil {
		t.Error("no error")
	}
}

func TestFilesAreOnlyReadUpToANumber(t *testing.T) {
	db := index(t, stores)
	for most, want := range map[int]error{1: ErrTooMany, 100: nil} {
		tr := newTree(t.Context(), db)
		if files := tr.all(0, most); !errors.Is(tr.err, want) || (want == nil) != (len(files) > 1) {
			t.Errorf("%d: %d files, %v", most, len(files), tr.err)
		}
	}
}

func TestMostReferenced(t *testing.T) {
	db := index(t, mod+"-- a.go\npackage m\nconst (\n\tOne = 1\n\tTwo = 2\n)\ntype T struct{}\nfunc (T) M() {}\nfunc G() { G() }\nfunc A() { G(); G() }\nfunc B(t T) { t.M(); G(); _ = One; _ = Two }\nfunc C(t T) { t.M(); _ = One }\nfunc D() { _ = Two }\nfunc Error() {}\nfunc E(err error) { err.Error(); fmt.Error() }\n"+
		"-- a_test.go\npackage m\nfunc X() { D(); D() }\nfunc Y() { D() }\nfunc Z() { D() }\n-- vendor/x.org/y/y.go\npackage y\nfunc D() { D2() }\nfunc D2() { D() }\n")
	got, err := MostReferenced(t.Context(), db, 4)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range got {
		b.WriteString(r.Part + " " + string(rune('0'+r.Count)) + " " + r.Kind + "\n")
	}
	if want := "One 2 const\nT 2 struct\nT.M() 2 method\nG() 2 function\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", &b, want)
	}
	if none, err := MostReferenced(t.Context(), db, 0); err != nil || len(none) != 0 {
		t.Errorf("%v, %v", none, err)
	}
}
