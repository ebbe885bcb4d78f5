package scan

import (
	"strings"
	"testing"
)

const shelf = `"""Keeps books in order."""
import os

LIMIT = 10


@final
class Shelf:
    """A shelf. It is narrow."""

    width: int = 80

    # Puts a book in.
    def put(self, book: "Book",
            *, at=None,
            ) -> None:
        self.books.append(book)

    depth = 20

    def put(self, book): pass
`

func TestSplitsPythonIntoDeclarations(t *testing.T) {
	want := `chunk 0001 1-1 Keeps books in order.
const LIMIT 4-4 
class Shelf 7-11 A shelf.
method Shelf.put(self, book: "Book", *, at=None) 14-17 Puts a book in.
chunk 0002 19-19 depth = 20
method Shelf.put(self, book) 21-21 
`
	for name, src := range map[string]string{"LF": shelf, "CRLF": strings.ReplaceAll(shelf, "\n", "\r\n")} {
		if got := show(Split("Python", []byte(src))); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// A comment is a field of its own, and would count twice in the body.
func TestBodyIsWithoutDocComment(t *testing.T) {
	for _, d := range Split("Python", []byte(shelf)) {
		if d.Name != "Shelf" {
			continue
		}
		if body := d.Body([]byte(shelf)); strings.Contains(body, "narrow") || !strings.Contains(body, "width") || !strings.Contains(body, "@final") {
			t.Errorf("body %q", body)
		}
		if d.Comment != "A shelf. It is narrow." {
			t.Errorf("comment %q", d.Comment)
		}
		return
	}
	t.Error("the class was not found")
}

func TestEqualNamesAreNumbered(t *testing.T) {
	docs := Split("Python", []byte("def f(a): pass\ndef f(a): pass\n"))
	if got := show(docs); got != "function f(a) 1-1 \nfunction f(a)#2 2-2 \n" {
		t.Errorf("got\n%s", got)
	}
}

func TestEveryLineOfJavaIsInOneDocument(t *testing.T) {
	src := `package a;

import b.C;

/** Keeps books. It is narrow. */
@Final
public class Shelf {
    int width = 80;

    /** Puts a book in. */
    void put(Book book, int at) {
        books.add(book);
    }

    int depthOfShelf = 20;

    void last() { }
}
`
	want := `class Shelf 6-8 Keeps books.
method Shelf.put(Book book, int at) 11-13 Puts a book in.
chunk 0001 15-15 int depthOfShelf = 20
method Shelf.last() 17-17 
`
	if got := show(Split("Java", []byte(src))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What a parameter is says little of what the function does.
func TestSummaryEndsAtTheFirstTag(t *testing.T) {
	for comment, want := range map[string]string{
		"/**\n * Adds up\n * numbers\n * @param a one\n */": "Adds up numbers",
		"/**\n * @param a one. Two.\n */":                   "",
		"/** @brief Adds up. More. */":                      "Adds up.",
		"/** Mail to a@b */":                                "Mail to a@b",
	} {
		d := Split("JavaScript", []byte(comment+"\nfunction sum(a) {}\n"))
		if len(d) != 1 || d[0].About != want {
			t.Errorf("%q: %+v, want %q", comment, d, want)
		}
	}
}
