package relate

import "testing"

func TestTypesWithinTypes(t *testing.T) {
	meanings(t, map[string]meaning{
		"what overrides a method of one": {
			`-- p/A.java
package p;
class Outer { static class Inner { void f() { } } void g(Inner i) { i.f(); } }
-- p/B.java
package p;
class Sub extends Outer.Inner { void f() { } }
`,
			"p/A.java::Outer.g(Inner i)", "calls p/A.java::Outer.Inner.f() p/B.java::Sub.f()~0.4\n",
		},
		"a base is no member": {
			`-- p/A.java
package p;
class Base { static int it; }
class Sub extends Base { int f() { return Base.it; } }
`,
			"p/A.java::Base", "down p/A.java::Sub\nused by p/A.java::Sub.f()\n",
		},
	})
}
