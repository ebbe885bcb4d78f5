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
	})
}
