package scan

import (
	"bytes"

	"golang.org/x/text/encoding/unicode"
)

var byteOrderMark = []byte("\uFEFF")

// decode gives the text of a file as UTF-8 without a byte order mark. UTF-16 is
// known by its mark; other bytes stay as they are.
func decode(raw []byte) []byte {
	if UTF16(raw) {
		// It replaces what is wrong, and so has no error.
		text, _ := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		return text
	}
	return bytes.TrimPrefix(raw, byteOrderMark)
}

// UTF16 reports whether a file that begins so is text in UTF-16.
func UTF16(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")) { // UTF-32
		return false
	}
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}
