package store

import (
	"slices"
	"strings"
	"testing"
)

func TestBagsKeepTermsInOrderByField(t *testing.T) {
	batch := Batch{pending: &pending{terms: map[uint64]int32{}}}
	batch.take(1, Words{Body: "what was read before"})
	b := batch.take(2, Words{Name: "open ledger ", Path: "no", Sig: "string ", Body: "ledger open ledger ", Comments: ""})
	want := [Fields][]uint32{
		FieldName: {Mark("open"), Mark("ledger")}, FieldSig: {Mark("string")}, FieldBody: {Mark("ledger"), Mark("open"), Mark("ledger")},
	}
	for f, marks := range b.Marks() {
		if !slices.Equal(marks, want[f]) {
			t.Errorf("field %d: %v, want %v", f, marks, want[f])
		}
	}
	for n := range b { // a damaged index must not end the process
		b[:n].Marks()
	}
	if long := batch.take(3, Words{Body: strings.Repeat("word ", 2*maxMarks)}); len(long.Marks()[FieldBody]) != maxMarks {
		t.Error("a long field is kept whole")
	}
}

func TestBagsComeAndGoWithTheirDocuments(t *testing.T) {
	db, _ := create(t)
	put(t, db, "a", "old words")
	put(t, db, "a", "new words here")
	hits, err := db.Search(t.Context(), []string{"new"}, [5]float64{1, 1, 1, 1, 1}, Filter{}, 10)
	if err != nil || len(hits) != 1 || !slices.Equal(hits[0].Bag.Marks()[FieldBody], []uint32{Mark("new"), Mark("words"), Mark("here")}) {
		t.Errorf("%+v, %v", hits, err)
	}
	var n int
	if err := db.read.QueryRow("SELECT count(*) FROM bags").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d bags, %v", n, err)
	}
}
