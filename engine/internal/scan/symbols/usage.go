package symbols

// usage says how a language refers to names.
type usage struct {
	family string // languages whose names are one another's

	self     map[string]bool // the object at hand, or its type
	super    map[string]bool // what the type at hand is derived from
	before   bool            // a type stands before the name it is of
	after    bool            // a type stands after the name it is of, and a colon
	assign   bool            // an assignment declares a variable
	lines    bool            // a statement ends with its line
	bare     bool            // members of the type around need no qualifier
	flat     bool            // a type is called by its last name, whatever it is declared in
	spacing  bool            // types lie in namespaces, which a file has many of, and a namespace many files
	closed   bool            // a file's names are its own and what it imports, nothing else
	arity    bool            // functions of one name differ in their parameters
	new      bool            // new T makes a T
	index    bool            // X[A] is an X of A
	trailing bool            // f { … } calls f

	companion string // what the name of a type ends with whose members are those of the type around

	declare  map[string]bool // words before a new variable
	passed   map[string]bool // words that are part of no type, before one
	inherits map[string]bool // words before what a type is derived from
	inner    map[string]bool // words before the name of a function within another
	never    map[string]bool // words that are no names
	outside  map[string]bool // names of the language's own
	common   map[string]bool // its own methods: without a known receiver nobody can tell
	hold     map[string]bool // types with the members of their argument
	list     map[string]bool // types of many of their argument
	same     map[string]bool // methods that give what they are called on, or what it holds

	imports func(r *refs, i, end int) int // reads an import at token i, and gives the token after it; 0 if there is none
}

// control are the words that steer, in most languages.
const control = "if else for while do switch case return break continue try catch finally throw default new true false "

// Family is the name of the languages that share names with this one, "" when
// the references of a language are not known.
func Family(lang string) string {
	if u := usages[lang]; u != nil && Known(lang) {
		return u.family
	}
	return ""
}

var usages = map[string]*usage{
	"Python": {
		family: "Python", after: true, assign: true, lines: true, closed: true, index: true,
		self: words("self cls"), super: words("super"), inner: words("def class"),
		never:   words(control + "in as and or not is await yield elif except raise with pass lambda None True False global nonlocal del assert async print from import match"),
		outside: words("str int float bool bytes list dict set tuple object type len range open super isinstance Exception"),
		common: words("append extend insert pop remove clear index count sort reverse copy get items keys values update setdefault add discard union join split rsplit strip lstrip rstrip " +
			"replace format encode decode startswith endswith lower upper title find rfind splitlines zfill isdigit read write close readline readlines flush seek tell"),
		hold:    words("Optional Type type ClassVar Final Annotated Awaitable Required NotRequired"),
		list:    words("List list Sequence Iterable Iterator Set set FrozenSet frozenset Tuple tuple Collection Generator Deque deque AsyncIterator AsyncIterable"),
		imports: pythonImport,
	},
	"TypeScript": &scriptUsage, "JavaScript": &scriptUsage,
	"Java": {
		family: "Java", before: true, bare: true, arity: true, new: true,
		self: words("this"), super: words("super"), passed: words("final static public private protected volatile transient abstract synchronized"),
		declare: words("var"), inherits: words("extends implements"),
		never: words(control + "instanceof class interface enum record extends implements throws assert null synchronized package import int long short byte char boolean float double void"),
		outside: words("String Object Integer Long Double Float Boolean Byte Short Character Number Math System Override Deprecated SuppressWarnings Class Thread Runnable " +
			"Exception RuntimeException IllegalArgumentException IllegalStateException NullPointerException UnsupportedOperationException StringBuilder CharSequence Iterable Comparable Void Throwable Error"),
		common: words("equals hashCode toString getClass length charAt substring append add get put remove contains containsKey size isEmpty iterator next hasNext entrySet keySet values getKey getValue " +
			"stream map filter collect forEach of ofNullable orElse close compareTo name ordinal format trim split indexOf startsWith endsWith"),
		hold: words("Optional CompletableFuture Future Supplier Callable Class"), list: words("List Set Collection Iterable Iterator Stream ArrayList LinkedList HashSet Queue Deque"),
		imports: javaImport,
	},
	"Rust": {
		family: "Rust", after: true, closed: true,
		self: words("self Self"), passed: words("mut dyn impl ref const"), declare: words("let const static"), inner: words("fn struct enum"),
		never:   words(control + "in as fn let mut match loop impl trait struct enum where pub use mod ref move unsafe dyn const static type extern async"),
		outside: words("Some None Ok Err Box Vec String Option Result Rc Arc u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64 str char bool"),
		common: words("clone unwrap expect unwrap_or unwrap_or_default unwrap_or_else is_some is_none is_ok is_err ok err map map_err and_then filter iter iter_mut into_iter into from collect push pop insert remove get get_mut " +
			"len is_empty as_ref as_mut as_str to_string to_owned to_vec next borrow borrow_mut lock read write take contains extend push_str trim split chars bytes lines join fmt eq cmp as_bytes"),
		hold: words("Box Rc Arc Option Result RefCell Cell Mutex RwLock MutexGuard Ref RefMut Cow Pin Weak"), list: words("Vec VecDeque HashSet BTreeSet"),
		same:    words("unwrap expect unwrap_or_default clone as_ref as_mut as_deref borrow borrow_mut lock iter iter_mut into_iter to_owned await as_slice"),
		imports: rustImport,
	},
	"C": &cUsage, "C++": &cUsage,
	"C#": {
		family: "C#", before: true, bare: true, spacing: true, arity: true, new: true,
		self: words("this"), super: words("base"), passed: words("readonly static public private protected internal const out ref in params async override virtual sealed volatile"),
		declare: words("var"), inherits: words(":"),
		never:   words(control + "in as is await yield foreach using namespace class interface struct enum record lock typeof nameof null get set where int long short byte char bool float double void string object decimal"),
		outside: words("String Object Console Math Exception ArgumentException ArgumentNullException InvalidOperationException NotSupportedException Convert Enumerable Environment"),
		common:  words("ToString Equals GetHashCode GetType Add Remove Contains ContainsKey TryGetValue Select Where ToList ToArray Any First FirstOrDefault Append Dispose Substring Split Trim StartsWith EndsWith"),
		hold:    words("Task ValueTask Lazy Nullable Func"), list: words("List IList IEnumerable ICollection IReadOnlyList HashSet Queue Stack"),
		imports: sharpImport,
	},
	"Ruby": {
		family: "Ruby", assign: true, lines: true, bare: true, spacing: true,
		self: words("self"), super: words("super"), inherits: words("<"),
		never:   words(control + "in and or not yield def end class module begin rescue ensure elsif unless until when then nil self puts require require_relative attr_reader attr_accessor attr_writer include extend raise loop lambda proc"),
		outside: words("String Array Hash Integer Float Symbol Object Kernel File Dir Time IO"),
		common:  words("to_s to_a to_h to_i to_sym each map select reject inject push pop shift join split strip gsub sub size length empty? nil? include? key? keys values merge merge! fetch first last freeze dup is_a? respond_to? new call"),
	},
	"PHP": {
		family: "PHP", before: true, assign: true, spacing: true, new: true,
		self: words("$this self static"), super: words("parent"), passed: words("public private protected static readonly final abstract var"),
		inherits: words("extends implements"),
		never:    words(control + "as and or yield elseif foreach function fn use echo print isset unset empty array list instanceof class interface trait extends implements namespace null match clone global require include int string float bool void mixed"),
		outside:  words("Exception InvalidArgumentException RuntimeException LogicException Closure ArrayAccess Countable Iterator"),
		common:   words("get set has add remove count format getMessage toArray"),
		imports:  phpImport,
	},
	"Kotlin": {
		family: "Java", after: true, bare: true, arity: true, trailing: true, companion: ".Companion",
		self: words("this"), super: words("super"), declare: words("val var"), inner: words("fun"), inherits: words(":"),
		passed: words("vararg noinline crossinline override private public internal protected"),
		never:  words(control + "in as is when fun val var class object interface where null package import init constructor"),
		outside: words("String Int Long Double Float Boolean Any Unit List Map Set Array listOf mapOf setOf mutableListOf mutableMapOf arrayOf println require check error lazy let run apply also " +
			"Exception IllegalArgumentException IllegalStateException"),
		common: words("equals hashCode toString add get put remove contains size isEmpty isNotEmpty iterator map filter forEach let run apply also first last joinToString toList append length"),
		hold:   words("Lazy Deferred"), list: words("List MutableList Set MutableSet Collection Iterable Sequence Array"),
		imports: javaImport,
	},
}

var scriptUsage = usage{
	family: "TypeScript", after: true, closed: true, new: true, lines: true,
	self: words("this"), super: words("super"), declare: words("let const var"), inner: words("function class"), inherits: words("extends implements"),
	passed:  words("readonly public private protected override static unique asserts infer abstract"),
	never:   words("if else for while do switch case return break continue try catch finally throw default new in await yield true false function let const var class extends implements import export instanceof typeof void delete debugger null undefined enum"),
	outside: words("number string boolean any unknown never object symbol bigint console Math JSON Object Array Promise String Number Boolean Symbol Error Map Set RegExp Date document window process Buffer"),
	common: words("push pop shift unshift slice splice concat join map filter forEach reduce find findIndex some every includes indexOf sort reverse keys values entries get set has delete add clear then catch finally " +
		"toString valueOf replace split trim match test exec startsWith endsWith toLowerCase toUpperCase charAt substring substr call apply bind hasOwnProperty charCodeAt padStart repeat next log"),
	hold: words("Promise Readonly Partial Required NonNullable Awaited"), list: words("Array ReadonlyArray Set Iterable"),
	imports: scriptImport,
}

var cUsage = usage{
	family: "C", before: true, bare: true, flat: true, new: true,
	self: words("this"), passed: words("const static struct enum union class typename inline volatile unsigned signed extern constexpr mutable register friend virtual explicit"),
	declare: words("auto"), inherits: words(":"),
	never:   words(control + "goto sizeof typedef struct enum union class template typename using namespace operator delete public private protected virtual override const static int long short char float double void bool unsigned signed nullptr NULL static_cast dynamic_cast const_cast reinterpret_cast decltype noexcept alignof static_assert"),
	outside: words("std printf fprintf sprintf snprintf malloc calloc realloc free memcpy memset memmove memcmp strlen strcmp strncmp strcpy strncpy strdup strchr strrchr strstr assert exit abort fopen fclose fread fwrite fputs puts size_t"),
	common:  words("size empty begin end push_back emplace_back pop_back back front data c_str get reset clear insert erase find count at append substr length resize reserve str"),
	hold:    words("unique_ptr shared_ptr weak_ptr optional reference_wrapper"), list: words("vector list deque set unordered_set array span initializer_list"),
}
