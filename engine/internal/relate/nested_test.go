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
		"a constructor is no member": {
			`-- p/A.java
package p;
class Base { Base() { } void f() { } void initialize() { } }
class Sub extends Base { java.util.List<Base> all; void g(Base b) { b.f(); b.initialize(); } }
`,
			"p/A.java::Sub.g(Base b)", "calls p/A.java::Base.f() p/A.java::Base.initialize()\n",
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
