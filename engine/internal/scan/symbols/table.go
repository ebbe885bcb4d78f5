package symbols

// table says how a language is read.
type table struct {
	// Lexer.
	line   []string // what begins a comment to the end of the line
	open   string   // what begins a comment
	close  string   // and ends it
	nested bool     // such comments nest

	quotes  map[byte]quoting
	triple  string // the quotes that may be tripled
	hole    string // what begins code in a template
	letters string // signs that may be part of a name
	suffix  string // signs that may end one
	mends   string // words that begin a declaration: in a broken text, brackets are not open before them
	// There are no braces, so that brackets are broken wherever such a word begins a line.
	braceless bool
	special   map[byte]func(*lexer) bool
	start     func(*lexer) // passes what stands before the program
	// The string that begins at an offset in code of a template, if signs stand before its quote.
	prefixed func(*lexer, int) (filling, int)

	// Structure.
	walk    func(*file)
	types   map[string]string // keyword to kind
	modify  map[string]bool   // words that may stand before a declaration
	imports map[string]bool   // words that begin lines nobody looks for
}

// quoting is how a quote is ended.
type quoting int

const (
	inLine   quoting = iota + 1 // at the end of the line, if not before
	overLine                    // only by itself
	template                    // by itself, and holds code between the hole and }
	letter                      // a character; without an end it is a sign
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range fields(list) {
		m[w] = true
	}
	return m
}

func kinds(list string) map[string]string {
	m, f := map[string]string{}, fields(list)
	for i := 0; i+1 < len(f); i += 2 {
		m[f[i]] = f[i+1]
	}
	return m
}

// Languages lists those whose symbols are found.
func Languages() []string {
	return []string{"Python", "TypeScript", "JavaScript", "Java", "Rust", "C", "C++", "C#", "Ruby", "PHP", "Kotlin"}
}

// tables are never changed.
var tables = map[string]*table{
	"C": &c, "C++": &c,
	"C#":         &csharp,
	"PHP":        &php,
	"Python":     &python,
	"Ruby":       &ruby,
	"Rust":       &rust,
	"Java":       &java,
	"Kotlin":     &kotlin,
	"TypeScript": &script, "JavaScript": &script,
}

func tableOf(lang string) *table {
	return tables[lang]
}
