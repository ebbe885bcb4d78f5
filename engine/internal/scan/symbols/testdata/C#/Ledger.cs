// Copyright 2020 Somebody.
#nullable enable
#region usings {
using System;
using static System.Math;
using Pair = System.Tuple<int, string>;
global using System.Linq;
#endregion

[assembly: InternalsVisibleTo("}")]

namespace Books.Accounts
{
    /// <summary>
    /// Keeps entries. It is not <c>safe</c>.
    /// </summary>
    /// <typeparam name="T">What is kept.</typeparam>
    [Table("}", Keys = new[] { "a" })]
    public abstract partial class Ledger<T> : Base<T>, IStore<T> where T : class, new()
    {
        private const char Brace = '}', Quote = '\'';
        readonly Dictionary<string, (int, List<T>)> entries = new() { ["}"] = (1, null) };
        // Where.
        protected const string Path = @"c:\{""}", Name = $"{{ {Path + $"}} {(1 > 2 ? "}" : "{")}"} }}", Both = $@"{Path}\";
        const string Raw = """
            class NotHere { "quoted" void No() { }
            """, More = $$"""" "}{" """ {{Raw}} """";
        private string @class = "\"}";

        static Ledger() { Init(); }

        /// <summary>Makes one of <see cref="Size"/>.</summary>
        public Ledger(int size) : this(size, () => { return 1; }) { }
        ~Ledger() => Close();

        // Books an entry.
        [Pure, Obsolete("}")]
        public async Task<Dictionary<K, List<V>>> Post<K, V>(T entry, in V v = default, params string[] names)
            where K : IComparable<K>
            where V : struct
        {
            void Local() { }
            Func<int, int> f = x => { return x; };
            return default;
        }

        public abstract int Missing();
        partial void Nothing();
        [DllImport("a")] static extern int Outside(int a);
        (int A, string? B) Tuple((int, int) x) => (1, "}");
        int?[] Array<K>() => null;
        void IStore<T>.Hidden() { }
        public ref readonly int Where => ref where;

        public int Auto { get; private set; } = 3;
        public int Size { get { return 1; } set => Set(value); }
        public (int, int) Both2 { get; } = (1, 2);
        public T this[int i, string s] { get { return null; } }
        public event EventHandler Plain;
        public event EventHandler Full { add { Add(value); } remove { } }
        public event Action<int> Given = delegate { };

        public static bool operator ==(Ledger<T> a, Ledger<T> b) => true;
        public static Ledger<T> operator <(Ledger<T> a, Ledger<T> b) { return a; }
        public static implicit operator List<int>(Ledger<T> a) => null;

        public delegate K Mapper<in K>(K a, Func<K, K> b) where K : class;
        delegate*<int, void> pointer;

#if NET6
        void Branch(int a) {
#else
        void Branch() {
#endif
        }

        enum Color : byte { Red = '{', Green }
        protected internal readonly struct Point { public int X() => 1; class In { void M() { } } }
    }

    interface IStore<out T> { int Read(); int Twice() => 2; int Prop { get; } }
    static class Extensions { public static int Count(this string s) => s.Length; }
}

class Broken
{
    void Unclosed(int a {
    }
    void After() { if (true) {
    }
}

class Next { void Last() { } }
