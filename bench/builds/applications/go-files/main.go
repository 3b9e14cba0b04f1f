package main

import (
	"log"
	"net/http"
	"os"
	"path/filepath"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Query().Get("name")
		if name == "" {
			name = "hello"
		}
		text, err := os.ReadFile(filepath.Join("texts", filepath.Base(name)+".txt"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Write(text)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
