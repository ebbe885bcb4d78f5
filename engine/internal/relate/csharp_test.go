package relate

import "testing"

func TestWhatNamesMeanInCSharp(t *testing.T) {
	meanings(t, map[string]meaning{
		"classes": {
			`-- A.cs
using System;
namespace N.A {
  public interface IShape { int Area(); }
  public abstract class Base { protected virtual void Common() { } protected abstract void Step(); public static Base Make() { return null; } }
  public static class Ext { public static int Doubled(this string s) { return 1; } public static void Draw(this IShape s, int n) { s.Area(); } }
}
-- B.cs
using N.A;
namespace N.B;
public class Square : Base, IShape {
  private readonly Pen pen;
  public Ink Ink { get; set; }
  private Dictionary<string, Pen> pens = new Dictionary<string, Pen>();
  List<Pen> list = new();
  public Square(Pen pen) { this.pen = pen; }
  public int Area() {
    pen.Down();
    Helper();
    Common();
    Ink.Use();
    base.Common();
    var side = new Side(1);
    side.Len();
    Base.Make();
    "x".Doubled();
    this.Draw(1);
    Side other = new Side(2) { N = 3 };
    foreach (var p in list) p.Up();
    list[0].Up();
    if (other is Side s2) s2.Two();
    (other as Side)?.Two();
    Math.Max(1, 2);
    return side.Len();
  }
  void Helper() { }
  void Helper(int a) { }
  protected override void Step() { }
}
public class Pen { public void Down() { } public void Up() { } }
public class Ink { public void Use() { } }
public struct Side { public int N; public Side(int n) { N = n; } public int Len() => N; public void Two() { } }
`,
			"B.cs::Square.Area()", "calls A.cs::Base.Common() A.cs::Base.Make() A.cs::Ext.Draw(this_IShape_s,_int_n) B.cs::Square.Helper() B.cs::Pen.Down() B.cs::Pen.Up() B.cs::Ink.Use() B.cs::Side B.cs::Side.Len() B.cs::Side.Two()\nup A.cs::IShape\n",
		},
		"names lie in namespaces": {
			`-- A.cs
using Lib.Tools;
using Maker = Lib.Making.Factory;
using static Lib.Making.Statics;
namespace App.Core {
  namespace Parts { class Part : Base { class Inner { } } }
  class Runner : Base {
    Ink Ink { get; set; }
    void Run(Pen pen, Lib.Making.Pen other, global::Top top) {
      pen.Down();
      other.Down();
      top.Down();
      Ink.Use();
      new Ink();
      Maker.Make();
      Parts.Part.Common();
      Lib.Making.Factory.Make();
      Anywhere();
      pen.Draw(1);
      new Part();
      Runner.Self();
    }
    static void Self() { }
  }
}
-- B.cs
class Top { void Down() { } }
namespace App { class Base { static void Common() { } } class Ink { void Use() { } } }
namespace Lib.Tools { class Pen { void Down() { } } static class Ext { static void Draw(this Pen p, int n) { } } }
namespace Lib.Making {
  class Pen { void Down() { } }
  class Factory { static void Make() { } }
  static class Statics { static void Anywhere() { } static void Draw(this Pen p, int n) { } }
}
namespace Other { class Ink { void Use() { } } class Part { } class Base { } }
`,
			"A.cs::Runner.Run(Pen pen, Lib.Making.Pen other, global::Top top)", "calls A.cs::Runner.Self() B.cs::Top.Down() B.cs::Base.Common() B.cs::Ink B.cs::Ink.Use() B.cs::Ext.Draw(this_Pen_p,_int_n) B.cs::Pen.Down() B.cs::Pen.Down()#2 B.cs::Factory.Make() B.cs::Statics.Anywhere()\n",
		},
		"a base in a namespace around": {
			`-- A.cs
namespace App.Core { namespace Parts { class Part : Base, IShape, Lib.IShape { } } class Base { } }
-- B.cs
namespace App { class Base { } interface IShape { } }
namespace Lib { interface IShape { } }
`,
			"A.cs::Part", "up A.cs::Base B.cs::IShape B.cs::IShape#2\n",
		},
		"a base of its own name": {
			`-- A.cs
namespace N;
class Promise : Promise<int> { }
class Promise<T> { }
`,
			"A.cs::Promise", "up A.cs::Promise#2~0.5\n",
		},
		"who calls an extension of one of two types": {
			`-- A.cs
namespace Lib { class Pen { } static class Ext { static void Draw(this Pen p) { } } }
namespace App { class Pen { } class A { void F(Lib.Pen p, Pen own) { p.Draw(); } void G(Pen own) { own.Draw(); } } }
`,
			"A.cs::Ext.Draw(this Pen p)", "called by A.cs::A.F(Lib.Pen_p,_Pen_own)\n",
		},
	})
}
