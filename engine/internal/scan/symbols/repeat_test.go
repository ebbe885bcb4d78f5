package symbols

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// BenchmarkRepeated reads texts that are one short piece again and again, which
// is what a scanner that looks back or ahead without a bound takes too long for.
// It reports the most that a byte took of 100 KB and of 400 KB: time in
// proportion to the text makes both alike.
func BenchmarkRepeated(b *testing.B) {
	atoms := strings.Fields("/ % < << <<A <<~A : ? ` $ _ __END__ ' \" \"\"\" #{ ${ } { ( ) [ ] ; = => , . :: @ # // /* */ =begin =end %w[ <?php ?> <<<A " +
		"class def end do if x fn fun impl for $\" @\" r# r#\" '' \\ \\\" -> #if #else #endif #[ template< struct enum interface let const = function async import & | ! ~ - * 0 é")
	random := rand.New(rand.NewPCG(3, 4))
	var pieces []string
	for _, a := range atoms {
		pieces = append(pieces, a, a+" ", a+"\n")
	}
	for range 100 {
		piece := ""
		for range 2 + random.IntN(4) {
			piece += pieces[random.IntN(3*len(atoms))]
		}
		pieces = append(pieces, piece)
	}
	for _, lang := range Languages() {
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				var small, large, both time.Duration
				var worst string
				for _, piece := range pieces {
					s, l := repeated(lang, piece, 100_000), repeated(lang, piece, 400_000)
					if l > both {
						small, large, both, worst = s, l, l, piece
					}
				}
				b.ReportMetric(float64(small)/100_000, "ns/B-small")
				b.ReportMetric(float64(large)/400_000, "ns/B-large")
				b.Logf("the slowest is %q", worst)
			}
		})
	}
}

func repeated(lang, piece string, size int) time.Duration {
	src := []byte(strings.Repeat(piece, size/len(piece)))
	start := time.Now()
	Find(lang, src)
	return time.Since(start)
}
