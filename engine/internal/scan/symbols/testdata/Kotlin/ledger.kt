// Copyright 2020 Somebody.
@file:JvmName("Books")
@file:[JvmMultifileClass Suppress("}")]

package books.`in`

import kotlin.*
import java.util.Map as M

/* a /* nested { */ comment } */
typealias Mapper<K> = (K) -> Map<K, String>
const val LIMIT: Int = 10
private val text = "} ${ if (a) "{" else "${b} }" } \" fun no() {"
val raw = """
    class NotHere { "quoted" fun no() { } ${ run { "}" } } \"""" + '{' + '\''

/**
 * Keeps entries. It is not `safe`.
 *
 * @param T what is kept
 */
@Table(name = "}", keys = ["a"])
public abstract class Ledger<T : Comparable<T>> @Inject internal constructor(
    private val size: Int = 3, // fun no() {
    val names: List<String> = listOf("}").map { it },
) : Base<T>(size, { 1 }), Store<T> by store, Named
    where T : Any {

    private val entries = mutableMapOf<String, List<T>>()
    var count = 0
        private set
    lateinit var later: String
    val lazy: Map<String, Int> by lazy { mapOf("}" to 1) }

    // How many.
    val total: Int get() = entries.size
    var kept: (Int) -> String
        get() {
            return { "" }
        }
        @Deprecated("}") internal set(value) { field = value }
    override val String?.width: Int
        get() = 1

    init { more() }

    /** Makes one. */
    constructor(a: Int) : this(a, listOf()) { more() }
    constructor() : this(1)

    // Books an entry.
    @Throws(IOException::class)
    override suspend fun <K, V> post(
        entry: T, vararg names: String = arrayOf("}"),
        block: suspend K.(Int) -> Unit = {},
    ): Map<K, List<V>> where K : Any, V : Any {
        fun local() {}
        class Local { fun hidden() {} }
        val o = object : Runnable { override fun run() {} }
        return if (a) b else c
    }

    abstract fun missing(): (Int) -> Int
    fun expression(a: Int) = a
        .let { it + 1 }
        ?.also { }
        ?: when (a) {
            1 -> 2
            else -> 3
        }
    fun branch() = if (x)
        1
    else
        2
    fun `with spaces`(): Int = 1
    fun <K, V> Map.Entry<K, List<V>>?.extended(a: K) = object : Named { fun none() {} }
    internal operator fun plus(other: Ledger<T>): Ledger<T> = this

    companion object {
        // The most.
        const val MOST = 3
        const val LEAST = 1
        @JvmStatic fun of() = 1
    }

    enum class Color(val rgb: Int) : Named {
        RED(1) { override fun each() {} },
        GREEN(2);

        fun each() {}
        companion object Factory : Maker by maker { fun make() {} }
    }

    enum class Plain { A, B }
    data class Point(val x: Int, val y: Int)
    sealed interface Shape { fun area(): Int; fun twice() = 2 }
    inner class Open : Ledger<String>()
    data object Single
    object Deep : Base() { fun inDeep() = Unit }
}

fun interface Reader { fun read(): Int }
annotation class Note(val value: String = "}")
value class Id(val id: Int) { val odd get() = id % 2 == 1 }

fun List<Int>.sum(): Int = fold(0) { a, b -> a + b }
fun (suspend (Int) -> Int).go() {}
fun @receiver:Note("x") String.noted() {}
expect fun platform(): Int
inline fun <reified T> make(): T = T::class.java
    .newInstance()

class Broken {
    fun unclosed(a: Int {
    }
    fun after() { if (true) {
    }
}

class Next { fun last() {} }
