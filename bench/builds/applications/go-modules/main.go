package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.org/greeting"
)

func main() {
	page, err := os.ReadFile("static/page.txt")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s: %s", greeting.Of("world"), page)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
