package relate

import "testing"

func TestWhatNamesMeanInKotlin(t *testing.T) {
	meanings(t, map[string]meaning{
		"members, fields, bases, companions": {
			`-- a/Base.kt
package a
interface Shape { fun area(): Int }
open class Base(val log: Log) {
  open fun common() { }
}
-- a/Log.kt
package a
class Log {
  fun line(s: String) { }
  companion object {
    fun make(): Log = Log()
  }
}
-- b/Square.kt
package b
import a.Base
import a.Log
import a.Shape
import a.doubled
class Square(private val pen: Pen, log: Log) : Base(log), Shape {
  val side = Side(1)
  override fun area(): Int {
    pen.down()
    helper()
    common()
    log.line("x")
    Log.make().line("y")
    side.len()
    val other = Side(2)
    other.len()
    println(other)
    "s".doubled()
    Registry.put(this)
    return side.len()
  }
  private fun helper() { }
}
class Pen { fun down() { } }
class Side(val n: Int) { fun len() = n }
object Registry { fun put(s: Square) { } }
-- a/Ext.kt
package a
fun String.doubled(): String = this + this
`,
			"b/Square.kt::Square.area()", "calls a/Base.kt::Base.common() a/Log.kt::Log.line(s:_String) a/Log.kt::Log.Companion.make() b/Square.kt::Square.helper() b/Square.kt::Pen.down() b/Square.kt::Side b/Square.kt::Side.len() b/Square.kt::Registry.put(s:_Square)\nup a/Base.kt::Shape\n",
		},
		"extensions": {
			"-- a/X.kt\npackage a\nclass X { fun own() { } }\nfun X.more() { own()\n this.own() }\nfun <T> List<T>.second(): T = this[1]\nclass Y { fun more() { } }\nfun use(x: X, y: Y, l: List<X>) {\n  x.more()\n  l.second()\n}\nfun other(y: Y) { y.more() }\nval X.size2: Int get() = 1\n",
			"a/X.kt::use(x: X, y: Y, l: List<X>)", "calls a/X.kt::X.more()\n",
		},
		"extensions body": {
			"-- a/X.kt\npackage a\nclass X { fun own() { } }\nfun X.more() { own()\n this.own() }\n",
			"a/X.kt::X.more()", "calls a/X.kt::X.own()\n",
		},
		"scope": {
			"-- a/X.kt\npackage a\nclass X { fun own() { } \n fun run(y: Y?) {\n  y?.go()\n  y!!.go()\n  val z = y ?: return\n  z.stop()\n  with(y) { stop() }\n  y.let { it.stop() }\n  if (y is Y) y.end()\n  when (y) { is Y -> y.end() }\n  list.forEach { own() }\n  Y.K.next()\n lazyY.last() }\n val list: List<Y> = listOf()\n val lazyY by lazy { Y() }\n}\nclass Y { fun go() {}\n fun stop() {}\n fun end() {}\n fun last() {}\n object K { fun next() {} }\n}\n",
			"a/X.kt::X.run(y: Y?)", "calls a/X.kt::X.own() a/X.kt::Y.go() a/X.kt::Y.end() a/X.kt::Y.K.next() a/X.kt::Y.stop()~0.4\n",
		},
		"defaults, blocks, extensions in other packages": {
			"-- a/X.kt\npackage a\nclass X { fun one(a: Int, b: Boolean = true) { }\n fun one(a: String) { } }\n-- b/Y.kt\npackage b\nimport a.X\nfun X.more() {\n  one(1)\n  guarded { one(\"s\") }\n  one(1, true, 2)\n}\nfun guarded(times: Int = 1, f: () -> Unit) { f() }\nfun use(x: X) { x.more() }\n",
			"b/Y.kt::X.more()", "calls a/X.kt::X.one(a:_Int,_b:_Boolean_=_true) a/X.kt::X.one(a:_String) b/Y.kt::guarded(times:_Int_=_1,_f:_()_->_Unit)\ncalled by b/Y.kt::use(x:_X)\n",
		},
		"derived": {
			"-- a/X.kt\npackage a\nsealed interface S<T> { fun f() }\nabstract class B<T>(x: Int) : S<T> { abstract fun g(): Int\n fun h() { f()\n g() } }\nclass C : B<Int>(1) { override fun f() {}\n override fun g() = 1 }\nobject D : S<Int> by E\n",
			"a/X.kt::S", "called by a/X.kt::B.h()\ndown a/X.kt::B a/X.kt::D\n",
		},
	})
}
