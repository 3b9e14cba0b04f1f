package main

import (
	"html/template"
	"log"
	"net/http"
	"os"
)

func main() {
	page := template.Must(template.ParseFiles("templates/page.html"))
	state, err := os.ReadFile("/tmp/state")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		page.Execute(w, map[string]string{"State": string(state), "Word": "served"})
	})
	log.Fatal(http.ListenAndServe(":8000", nil))
}
