package relate

import "testing"

func TestWhatNamesMeanElsewhere(t *testing.T) {
	meanings(t, map[string]meaning{
		"Python: imports, relative and absolute": {
			"-- pkg/__init__.py\nfrom .core import Client as Client, make\n-- pkg/core.py\nclass Client:\n    def send(self): pass\ndef make() -> Client: return Client()\n" +
				"-- tests/test_a.py\nimport pkg\nfrom pkg import Client\nfrom pkg.core import make as mk\nimport os\ndef run():\n    Client().send()\n    mk().send()\n    pkg.make()\n    os.send()\n    print(len(x))\n",
			"tests/test_a.py::run()", "calls pkg/core.py::Client pkg/core.py::Client.send(self) pkg/core.py::make()\n",
		},
		"Python: fields, results, bases": {
			"-- a.py\nfrom b import Base\nclass Store(Base):\n    def __init__(self, log: 'Log', n=1):\n        super().__init__()\n        self.log = log\n        self.items: list[Log] = []\n    def put(self):\n        self.log.write_it()\n        self.base()\n        self.get().write_it()\n        for x in self.items:\n            x.close_it()\n    def get(self):\n        return self.log\nclass Log:\n    def write_it(self): pass\n    def close_it(self): pass\n" +
				"-- b.py\nclass Base:\n    def __init__(self): pass\n    def base(self): pass\n",
			"a.py::Store.put(self)", "calls a.py::Store.get(self) a.py::Log.write_it(self) a.py::Log.close_it(self) b.py::Base.base(self)\n",
		},
		"Python: who makes one": {
			"-- a.py\nclass A:\n    def __init__(self, x): pass\nclass B(A):\n    def __init__(self): super().__init__(1)\ndef f(): return A(1)\n",
			"a.py::A.__init__(self, x)", "called by a.py::B.__init__(self) a.py::f()\n",
		},
		"Python: a method is overridden": {
			"-- a.py\nclass A:\n    def run(self): self.step()\n    def step(self): pass\nclass B(A):\n    def step(self): pass\n",
			"a.py::B.step(self)", "called by a.py::A.run(self)~0.4\nup a.py::A.step(self)\n",
		},
		"Python: an unknown receiver": {
			"-- a.py\nclass A:\n    def unusual(self): pass\n    def often(self): pass\nclass B:\n    def often(self): pass\nclass C:\n    def often(self): pass\nclass D:\n    def often(self): pass\ndef f(x):\n    x.unusual()\n    x.often()\n",
			"a.py::f(x)", "calls a.py::A.unusual(self)~0.4\n",
		},
		"Python: what is derived": {
			"-- a.py\nclass A: pass\nclass B(A): pass\n-- b.py\nimport a\nclass C(a.A): pass\nclass D(A): pass\n",
			"a.py::A", "down a.py::B b.py::C\n",
		},
		"Python: variables of a module, and code outside of functions": {
			"-- a.py\nfrom b import session\nsession.get_it()\ndef f():\n    session.get_it()\n-- b.py\nclass S:\n    def get_it(self): pass\nsession = S()\n",
			"b.py::S.get_it(self)", "called by a.py::0001 a.py::f()\n",
		},
		"Python: the library is not the tree's": {
			"-- pkg/__init__.py\n-- pkg/logging.py\ndef getLogger(): pass\n-- pkg/a.py\nimport logging\nimport other\nfrom missing import getLogger\ndef f():\n    logging.getLogger()\n    getLogger()\n    other.getLogger()\n",
			"pkg/logging.py::getLogger()", "",
		},
		"TypeScript: imports and exports": {
			"-- src/index.ts\nexport * from './a'\nexport { b as c } from './b'\n-- src/a.ts\nexport class A { go(): B { return new B() } }\nexport class B { stop() {} }\n-- src/b.ts\nexport function b() {}\nexport default function main() {}\n" +
				"-- test/x.ts\nimport { A, c } from '../src'\nimport run, * as all from '../src/b.js'\nexport function f(p: A[]) { c(); run(); all.b(); for (const x of p) x.go().stop(); Math.max(1) }\n",
			"test/x.ts::f(p: A[])", "calls src/a.ts::A.go() src/a.ts::B.stop() src/b.ts::b() src/b.ts::main()\n",
		},
		"TypeScript: classes, interfaces, fields": {
			"-- a.ts\nexport interface Shape { area(): number }\nclass Base { draw() { this.paint() }\n paint() {} }\nexport class Square extends Base implements Shape {\n  private pen = new Pen()\n  constructor(readonly ink: Ink) { super() }\n  area() { this.pen.down(); this.ink.use(); return 1 }\n  paint() { super.paint() }\n}\nclass Pen { down() {} }\nclass Ink { use() {} }\nfunction f(s: Shape) { s.area() }\n",
			"a.ts::Square.area()", "calls a.ts::Pen.down() a.ts::Ink.use()\ncalled by a.ts::f(s:_Shape)~0.4\nup a.ts::Shape\n",
		},
		"JavaScript: modules of the older kind": {
			"-- lib/a.js\nfunction App() {}\nApp.prototype.listen = function listen() {};\nmodule.exports = App;\nmodule.exports.helper = function helper() {}\n-- lib/b.js\nconst App = require('./a');\nconst { helper } = require('./a');\nfunction start() { const app = new App(); app.listen(); helper(); App(); }\n",
			"lib/b.js::start()", "calls lib/a.js::App() lib/a.js::App.listen() lib/a.js::helper()\n",
		},
		"Java: packages, imports, overloads": {
			"-- x/A.java\npackage p.q;\nimport p.r.Thing;\nimport static p.r.Util.help;\nclass A extends Base {\n  Thing thing;\n  void run(B b) { thing.go(); help(); one(1); b.two(); inherited(); String.valueOf(1); new Thing(2).go(); }\n  void one() {}\n  void one(int a) {}\n}\n" +
				"-- y/B.java\npackage p.q;\nclass B { void two() {} }\nclass Base { void inherited() {} }\n-- r/Thing.java\npackage p.r;\npublic class Thing { public Thing(int x) {} public Thing go() { return this; } }\n-- r/Util.java\npackage p.r;\npublic class Util { public static void help() {} }\n-- z/B.java\npackage z;\nclass B { void two() {} }\n",
			"x/A.java::A.run(B b)", "calls r/Thing.java::Thing r/Thing.java::Thing.go() r/Util.java::Util.help() x/A.java::A.one(int_a) y/B.java::B.two() y/B.java::Base.inherited()\n",
		},
		"Java: types in types, interfaces": {
			"-- A.java\npackage a;\ninterface Shape { int area(); }\nclass Square implements Shape { public int area() { return new Side().len(); }\n static class Side { int len() { return 1; } } }\nclass User { void use(Shape s) { s.area(); } void make() { Square.Side x = new Square.Side(); x.len(); } }\n",
			"A.java::Square.Side.len()", "called by A.java::Square.area() A.java::User.make()\n",
		},
		"Rust: modules, traits, results": {
			"-- src/lib.rs\nmod a;\nmod b;\nuse a::S;\npub fn start() { let s = S::new(); s.go(); b::help(&s); s.show(); }\n-- src/a.rs\npub struct S { t: T }\npub struct T;\nimpl S { pub fn new() -> Self { S { t: T } } pub fn go(&self) -> Option<T> { self.t.run(); None } }\nimpl T { fn run(&self) {} }\n" +
				"-- src/b.rs\nuse crate::a::S;\npub trait Show { fn show(&self); }\nimpl Show for S { fn show(&self) { self.go().unwrap(); } }\npub fn help(s: &S) { s.go().unwrap().run(); super::start(); }\n",
			"src/lib.rs::start()", "calls src/a.rs::S.go(&self) src/a.rs::S.new() src/b.rs::S.show(&self) src/b.rs::help(s:_&S)\ncalled by src/b.rs::help(s:_&S)\n",
		},
		"Rust: tests within the file": {
			"-- src/lib.rs\nfn help() {}\n#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn it() { help(); aux(); }\n    fn aux() {}\n}\n",
			"src/lib.rs::tests.it()", "calls src/lib.rs::help() src/lib.rs::tests.aux()\n",
		},
		"C: statics first, else the tree": {
			"-- a.c\nstatic int helper(int x) { return x; }\nint run(struct s *p) { helper(1); other(2); p->cb(1); return malloc(3); }\n-- b.c\nstatic int helper(int x) { return 0; }\nint other(int y) { return y; }\n",
			"a.c::run(struct s *p)", "calls a.c::helper(int_x) b.c::other(int_y)\n",
		},
		"C++: members, bases, definitions elsewhere": {
			"-- a.h\nclass Base { public: void common() { } virtual void step() = 0; };\nclass Foo : public Base {\n public:\n  void run();\n  void step() { }\n private:\n  Bar* bar_;\n};\nclass Bar { public: void go() { } };\n-- a.cc\n#include \"a.h\"\nvoid Foo::run() { bar_->go(); common(); this->step(); auto x = new Bar(); x->go(); std::sort(1); }\n",
			"a.cc::Foo.run()", "calls a.h::Base.common() a.h::Foo.step() a.h::Bar a.h::Bar.go()\n",
		},
		"C#: types of the tree, fields, bases": {
			"-- a/Ledger.cs\nusing System;\nnamespace Books {\n  public class Ledger : Base, IPost {\n    private readonly Store store;\n    public Ledger(Store s) : base(s) { store = s; }\n    public void Post(int cents) { store.Append(cents); var e = new Entry(); e.Check(); Common(); Console.WriteLine(cents); }\n  }\n  public class Base { public void Common() { } }\n  public interface IPost { void Post(int cents); }\n}\n" +
				"-- b/Store.cs\nnamespace Books;\npublic class Store { public void Append(int n) { } }\npublic class Entry { public bool Check() { return true; } }\n",
			"a/Ledger.cs::Ledger.Post(int cents)", "calls a/Ledger.cs::Base.Common() b/Store.cs::Store.Append(int_n) b/Store.cs::Entry b/Store.cs::Entry.Check()\nup a/Ledger.cs::IPost\n",
		},
		"Ruby: methods without parentheses": {
			"-- a.rb\nmodule Books\n  class Base\n    def common\n    end\n  end\n  class Ledger < Base\n    def post(cents)\n      entry = Entry.new\n      entry.check\n      common()\n      puts cents\n    end\n  end\n  class Entry\n    def check\n    end\n  end\nend\n",
			"a.rb::Books.Ledger.post(cents)", "calls a.rb::Books.Base.common a.rb::Books.Entry a.rb::Books.Entry.check\n",
		},
		"PHP: this, statics, typed fields": {
			"-- a.php\n<?php\nnamespace Books;\nclass Ledger extends Base {\n    private Store $store;\n    public function post(Entry $e): void {\n        $this->store->append(1);\n        $e->check();\n        $x = new Entry();\n        $x->verify();\n        self::helper();\n        $this->common();\n        other();\n    }\n    private static function helper() { }\n}\nclass Base { function common() { } }\nclass Store { function append($n) { } }\nclass Entry { function check() { }\n function verify() { } }\nfunction other() { }\n",
			"a.php::Ledger.post(Entry $e)", "calls a.php::Ledger.helper() a.php::Base.common() a.php::Store.append($n) a.php::Entry a.php::Entry.check() a.php::Entry.verify() a.php::other()\n",
		},
		"Kotlin: properties, packages": {
			"-- a/Ledger.kt\npackage books\nimport store.Store\nclass Ledger(val store: Store) : Base() {\n    private val entry = Entry(1)\n    fun post(cents: Int): Boolean {\n        store.append(cents)\n        entry.check()\n        common()\n        println(cents)\n        return helper()\n    }\n}\nopen class Base { fun common() { } }\nclass Entry(val n: Int) { fun check() { } }\nfun helper(): Boolean { return true }\n" +
				"-- b/Store.kt\npackage store\nclass Store { fun append(n: Int) { } }\n",
			"a/Ledger.kt::Ledger.post(cents: Int)", "calls a/Ledger.kt::Base.common() a/Ledger.kt::Entry.check() a/Ledger.kt::helper() b/Store.kt::Store.append(n:_Int)\n",
		},
		"names of one language are none of another's": {
			"-- a.go\npackage a\nfunc Unusual() {}\ntype T struct{}\nfunc (T) Rare() {}\n-- a.py\ndef f(x):\n    Unusual()\n    x.Rare()\n-- b.js\nfunction Unusual() {}\n-- c.rb\n",
			"a.py::f(x)", "",
		},
	})
}
