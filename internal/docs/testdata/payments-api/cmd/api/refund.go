// Command api serves refunds over HTTP.
package main

import (
	"net/http"

	"example.com/payments/internal/ledger"
	"example.com/payments/internal/store"
)

func main() {
	http.HandleFunc("POST /refunds", handleRefund)
	_ = http.ListenAndServe(":8080", nil)
}

// handleRefund books a refund that a customer asked for.
func handleRefund(w http.ResponseWriter, r *http.Request) {
	book := ledger.New(new(store.Store))
	if err := book.Post(r.Context(), ledger.Entry{Account: r.FormValue("account"), Cents: -100}); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}
