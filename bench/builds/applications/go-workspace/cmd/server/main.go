package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.org/greeting"
)

func main() {
	address := os.Getenv("ADDRESS")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, greeting.Of("workspace"))
	})
	log.Fatal(http.ListenAndServe(address, nil))
}
