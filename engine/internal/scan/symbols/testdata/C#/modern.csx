#!/usr/bin/env dotnet-script
using System;
namespace Books;

/** A point. */
public record Point(int X, int Y = 0);
public readonly record struct Size<T>(T W) where T : struct;
record Named(string Name) : Base(Name, "{") { public string Upper => Name.ToUpper(); }
public class Service(ILog log, int size = 3) : Base(log), IService
{
    private record inner = null;
    required public string Text { get; init; }
    public string Lazy { get => field; set => field = value; } = "}";
    int[] all = [1, 2];
    public int Sum() => all switch { { Length: 0 } => 0, _ => 1 };
}
class Empty;
file enum Mode { On, Off, }

foreach (var x in args) { Console.WriteLine($"{x}"); }
if (args.Length > 0) { return; } else { Main2(); }
static int Main2(params string[] a) { return 1; }
var f = () => { return 1; };
