/* Copyright 2020 Somebody. */
package books;

import java.util.*;

/**
 * Keeps entries. It is not {@code safe}.
 */
@Table(name = "}", keys = {"a"})
public abstract sealed class Ledger<T extends Comparable<T>> extends Base implements Store<T> permits A, B {
    private static final char BRACE = '}', QUOTE = '\'', UNI = '\u007b';
    private final Map<String, List<T>> entries = new HashMap<>() {{ put("}", null); }};
    /** What is said. */
    static final String TEXT = """
        class NotHere { "quoted" void no() { }
        """;
    static { init(); }
    { more(); }

    /** Makes one. */
    public Ledger(int size) { this(size, () -> { return 1; }); }

    // Books an entry.
    @Override @SuppressWarnings({"a", "b"})
    public <K, V> Map<K, V> post(final T entry,
            @Nullable String... names) throws IOException, Other {
        class Local { void hidden() {} }
        Runnable r = new Runnable() { public void run() {} };
        return null;
    }

    abstract int size();
    native void nothing();
    Comparator<T> order = (a, b) -> { return 0; };
    int[] array()[] { return null; }

    enum Color implements Named {
        RED("}") { @Override void each() {} },
        GREEN { };
        Color(String s) {}
        abstract void each();
        static void all() {}
    }

    enum Plain { A, B }

    record Point(int x, int y) implements Named {
        Point { if (x < 0) throw new Error(); }
        int sum() { return x + y; }
    }

    @interface Note { String value() default "}"; int[] keys() default {}; class In { void m() {} } }

    non-sealed class Open extends Ledger<String> { int a, b; void last() {} }
}

interface Reader { int read(); default void close() { } ; static void of() {} }

class Broken {
    void unclosed( {
    }
    void after() { if (true) {
}

class Next { void next() {} }
